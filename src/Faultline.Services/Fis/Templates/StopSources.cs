namespace Faultline.Services.Fis.Templates;

/// <summary>What a stop condition may look at ("Stop conditions for AWS FIS", user guide).</summary>
internal static class StopSources
{
    public const string None = "none";
    public const string Alarm = "aws:cloudwatch:alarm";
}
