using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>Tags as callers give them, and the rules of "Tag your Amazon EC2 resources" (EC2 user guide).</summary>
internal static class Tagging
{
    private const int TagsMax = 50;
    private const int KeyMax = 128;
    private const int ValueMax = 256;
    private const string Reserved = "aws:";

    /// <summary>The tags that a new resource of the type is to have.</summary>
    public static List<Tag> For(Call call, string type, List<TagSpecification>? asked) =>
        Merge([], Asked(type, asked), IsAws(call));

    /// <summary>What is asked for, unchecked.</summary>
    public static IEnumerable<Tag> Asked(string type, List<TagSpecification>? asked) =>
        (asked ?? []).Where(each => each.ResourceType == type).SelectMany(each => each.Tags ?? []);

    /// <summary>Whether a part of AWS calls, which may give the tags that nobody else may.</summary>
    public static bool IsAws(Call call) => call.Principal.Service is not null;

    /// <summary>Refuses what a request wants to tag that it does not make.</summary>
    public static void Check(List<TagSpecification>? asked, params ReadOnlySpan<string> types)
    {
        foreach (var each in asked ?? [])
        {
            if (!types.Contains(each.ResourceType))
            {
                throw Refusal.Value($"'{each.ResourceType}' is not a valid taggable resource type for this operation.");
            }
        }
    }

    /// <summary>The tags of a type that only a part of AWS can give, and only when it is the one who asks.</summary>
    public static List<Tag> OfAws(Call call, string type, List<TagSpecification>? asked) =>
        IsAws(call) ? [.. Asked(type, asked).Where(IsOfAws)] : [];

    /// <summary>What is left for the rules that hold for everybody.</summary>
    public static List<TagSpecification>? Others(Call call, List<TagSpecification>? asked) =>
        !IsAws(call)
        ? asked
        : asked?.ConvertAll(each => new TagSpecification
        {
            ResourceType = each.ResourceType,
            Tags = each.Tags?.FindAll(tag => !IsOfAws(tag)),
        });

    /// <summary>The tags with others put over them; AWS's own do not count, and only AWS gives them.</summary>
    public static List<Tag> Merge(IEnumerable<Tag> tags, IEnumerable<Tag> more, bool ofAws = false)
    {
        var merged = tags.ToList();
        foreach (var tag in more)
        {
            var (key, value) = (Checked(tag.Key, ofAws), tag.Value ?? "");
            if (value.Length > ValueMax)
            {
                throw Refusal.Value($"Tag value exceeds the maximum length of {ValueMax} characters");
            }

            merged.RemoveAll(each => each.Key == key);
            merged.Add(new() { Key = key, Value = value });
        }

        return merged.Count(tag => !IsOfAws(tag)) <= TagsMax
            ? merged
            : throw new AwsError("TagLimitExceeded", 400, "More than 50 tags specified on the resource.");
    }

    /// <summary>
    /// The tags without those that are named: by the key, or by key and value where a value is given; without any of
    /// the account's own where none is named.
    /// </summary>
    public static List<Tag> Without(Call call, IEnumerable<Tag> tags, List<Tag>? named)
    {
        foreach (var tag in IsAws(call) ? [] : named ?? [])
        {
            Checked(tag.Key, ofAws: false);
        }

        return
        [
            .. tags.Where(tag => named is { Count: > 0 }
                ? !named.Exists(each => each.Key == tag.Key && (each.Value is null || each.Value == tag.Value))
                : IsOfAws(tag)),
        ];
    }

    /// <summary>The tags as filters look at them.</summary>
    public static IReadOnlyDictionary<string, string> Map(List<Tag>? tags) =>
        (tags ?? []).ToDictionary(tag => tag.Key!, tag => tag.Value ?? "", StringComparer.Ordinal);

    private static bool IsOfAws(Tag tag) => tag.Key?.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase) == true;

    private static string Checked(string? key, bool ofAws)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw new AwsError("MissingParameter", 400, "The request must contain the parameter Tag.Key");
        }

        if (!ofAws && key.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Value("Tag keys starting with 'aws:' are reserved for internal use");
        }

        return key.Length <= KeyMax
            ? key
            : throw Refusal.Value($"Tag key exceeds the maximum length of {KeyMax} characters");
    }
}
