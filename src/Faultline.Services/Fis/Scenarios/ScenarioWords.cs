namespace Faultline.Services.Fis.Scenarios;

/// <summary>Parameters that several scenarios have, with one wording each.</summary>
internal static class ScenarioWords
{
    public const string Zone = "zone";
    public const string Role = "role";
    public const string Tags = "tags";
    public const string Lasting = "for";

    private const string RoleUnsaid = "arn:aws:iam::000000000000:role/faultline-experiments";

    public static ScenarioParameter TheZone { get; } =
        new(Zone, "the Availability Zone, by its id or name, as use1-az1", Needed: true);

    public static ScenarioParameter TheRole { get; } = new(
        Role, "the ARN of the role that the experiment acts in", RoleUnsaid);
}
