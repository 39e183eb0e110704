namespace Faultline.Drills.Probes.Http;

/// <summary>An answer of HTTP, as far as a probe wants to know it.</summary>
internal readonly record struct Answer(int Status, string? Zone)
{
    public bool IsSuccess => Status is >= 200 and < 400;
}
