namespace Faultline.Services;

/// <summary>
/// Who uses the things of another service. Nothing begins or ends to be used before this is disposed, so what is not
/// used can be deleted meanwhile.
/// </summary>
internal interface IUses : IDisposable
{
    /// <summary>The ARNs of those who use it.</summary>
    IReadOnlyList<string> Of(string arn);
}
