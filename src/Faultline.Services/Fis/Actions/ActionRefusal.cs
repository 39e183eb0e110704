using Faultline.Wire;

namespace Faultline.Services.Fis.Actions;

/// <summary>Why an action cannot do what it is to do: what its experiment says of it.</summary>
internal static class ActionRefusal
{
    public static AwsError Failed(string why) => new("ActionFailed", 400, why);

    public static AwsError NotHere(string what) => new("NotImplemented", 501, $"Faultline does not have {what} yet.");
}
