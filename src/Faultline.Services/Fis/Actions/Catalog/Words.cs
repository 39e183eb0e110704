namespace Faultline.Services.Fis.Actions.Catalog;

/// <summary>Parameters that many actions have, with one wording each.</summary>
internal static class Words
{
    public static ActionParameter Lasts { get; } = Must("duration", "How long it lasts, as PT5M.");

    public static ActionParameter Zones { get; } =
        Must("availabilityZoneIdentifiers", "The Availability Zones, by name or id, with commas between.");

    public static ActionParameter Invocations { get; } =
        May("invocationPercentage", "How many of a hundred invocations are struck; all unless said.");

    public static ActionParameter PreventsExecution { get; } =
        Must("preventExecution", "Whether the function is not run at all: true or false.");

    public static ActionParameter Percentage(string what) =>
        Must("percentage", $"How many of a hundred {what} are struck, 0 to 100.");

    public static ActionParameter Must(string name, string says) => new(name, says, Required: true);

    public static ActionParameter May(string name, string says) => new(name, says);
}
