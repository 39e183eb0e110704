using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>Things that no resource of the stack is any more.</summary>
internal static class Leaving
{
    public const string Delete = "Delete";
    public const string Retain = "Retain";
    public const string RetainExceptOnCreate = "RetainExceptOnCreate";
    public const string Snapshot = "Snapshot";

    public static void Leave(Scene scene, ResourceRow row, Made thing, string? policy)
    {
        if (thing.Exists && !IsStanding(row, thing))
        {
            scene.State.Leftovers.Put(new(thing.Token, row.Account, row.Stack, row.LogicalId, thing)
            {
                Policy = policy is null or RetainExceptOnCreate ? Delete : policy,
            });
        }
    }

    /// <summary>
    /// What was made in its place, or what it was made in the place of, may be the very same thing: a rule that is
    /// there already is not made again. Then it stays.
    /// </summary>
    private static bool IsStanding(ResourceRow row, Made thing) =>
        thing.PhysicalId is not null && ((Made?[])[row.Now, row.Before]).Any(other => other is not null
            && other.Token != thing.Token && other.Type == thing.Type && other.PhysicalId == thing.PhysicalId);

    /// <summary>What becomes of something that was made for nothing.</summary>
    public static string AfterCreation(Made thing, Undertaking under) => thing.DeletionPolicy switch
    {
        null or RetainExceptOnCreate => Delete,
        _ when under.RetainsExceptOnCreate => Delete,
        var policy => policy,
    };
}
