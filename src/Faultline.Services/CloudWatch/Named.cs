using Faultline.Api.CloudWatch;

namespace Faultline.Services.CloudWatch;

/// <summary>Dimensions as pairs, and back.</summary>
internal static class Named
{
    private static readonly KeyValuePair<string, string>[] none = [];

    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(List<Dimension>? dimensions) =>
        dimensions is not { Count: > 0 }
            ? none
            : dimensions.ConvertAll(each => new KeyValuePair<string, string>(each.Name, each.Value));

    public static List<Dimension> Dimensions(IEnumerable<KeyValuePair<string, string>> pairs) =>
        [.. pairs.Select(pair => new Dimension { Name = pair.Key, Value = pair.Value })];
}
