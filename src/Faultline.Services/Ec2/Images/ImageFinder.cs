using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Images;

/// <summary>Finds images by what callers write for them: an id, or a public parameter that has one.</summary>
internal static class ImageFinder
{
    private const string Resolve = "resolve:ssm:";

    /// <summary>The image that an account wants to launch; refused unless it is there for it and available.</summary>
    public static FoundImage Find(Ec2State state, string account, string imageId)
    {
        var found = Look(state, account, Resolved(imageId));
        return found.Shown.State == ImageState.Available
            ? found
            : throw new AwsError(
                "InvalidAMIID.Unavailable", 400,
                $"The image ID '{found.Shown.ImageId}' is no longer available (its state is {found.Shown.State})");
    }

    /// <summary>An image in any state.</summary>
    public static FoundImage Look(Ec2State state, string account, string imageId) =>
        BuiltInImages.Find(imageId)
        ?? (state.Images.Find(imageId) is { } image && image.Lets(account) ? FoundImage.Of(image) : null)
        ?? throw Missing([imageId]);

    /// <summary>An image of the account's own, which it may change.</summary>
    public static MachineImage Own(Ec2State state, string account, string imageId) =>
        state.Images.Find(account, imageId)
        ?? (BuiltInImages.Find(imageId) is not null || state.Images.Find(imageId)?.Lets(account) == true
            ? throw new AwsError(
                "AuthFailure", 403, $"Not authorized for image:{imageId}")
            : throw Missing([imageId]));

    /// <summary>The id that stands there, or that the parameter has which is named there.</summary>
    public static string Resolved(string imageId)
    {
        if (!imageId.StartsWith(Resolve, StringComparison.Ordinal))
        {
            return imageId;
        }

        // A version or a label may follow; public parameters show no other than the newest.
        var name = imageId[Resolve.Length..].Split(':')[0];
        return BuiltInImages.Parameter(name)
            ?? throw Refusal.Value($"The parameter {name} is not there. The image id {imageId} cannot be resolved.");
    }

    public static AwsError Missing(IReadOnlyList<string> ids)
    {
        if (ids.FirstOrDefault(id => !Noun.Image.Looks(id)) is { } malformed)
        {
            return new("InvalidAMIID.Malformed", 400, $"Invalid id: \"{malformed}\" (expecting \"ami-...\")");
        }

        var text = string.Join(", ", ids);
        return new("InvalidAMIID.NotFound", 400, ids.Count == 1
            ? $"The image id '[{text}]' does not exist"
            : $"The image ids '[{text}]' do not exist");
    }
}
