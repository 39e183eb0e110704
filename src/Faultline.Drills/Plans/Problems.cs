using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>What is wrong with a file: every line of it, so that one reading shows all that there is to mend.</summary>
internal sealed class Problems(string file)
{
    private readonly List<(long Line, string Says)> found = [];

    /// <summary>From the top of the file to its end.</summary>
    public IReadOnlyList<string> All => [.. found
        .OrderBy(each => each.Line)
        .Select(each => each.Line > 0 ? $"{file}:{each.Line}: {each.Says}" : $"{file}: {each.Says}")
        .Distinct()];

    public bool Any => found.Count > 0;

    public void At(YamlNode node, string says) => At(node.Start.Line, says);

    public void At(long line, string says) => found.Add((line, says));
}
