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
        if (thing.Exists)
        {
            scene.State.Leftovers.Put(new(thing.Token, row.Account, row.Stack, row.LogicalId, thing)
            {
                Policy = policy is null or RetainExceptOnCreate ? Delete : policy,
            });
        }
    }

    /// <summary>What becomes of something that was made for nothing.</summary>
    public static string AfterCreation(Made thing, Undertaking under) => thing.DeletionPolicy switch
    {
        null or RetainExceptOnCreate => Delete,
        _ when under.RetainsExceptOnCreate => Delete,
        var policy => policy,
    };
}
