using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>
/// Reads YAML that people write. A file that is large, deep or refers to itself is no drill: it is refused before nodes
/// are made of it.
/// </summary>
internal static class Yaml
{
    private const int CharsMax = 1 << 20;
    private const int DepthMax = 50;

    /// <summary>The one document of the text; null where it has none, and why is noted.</summary>
    public static YamlNode? Read(string text, Problems problems)
    {
        if (text.Length > CharsMax)
        {
            problems.At(0, $"a drill has at most {CharsMax} characters; this is something else.");
            return null;
        }

        try
        {
            if (!IsPlain(text, problems))
            {
                return null;
            }

            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [var only])
            {
                return only.RootNode;
            }

            problems.At(1, $"a drill is one document; not {yaml.Documents.Count}.");
        }
        catch (YamlException broken)
        {
            var quoting = broken.Message.Contains("plain scalar", StringComparison.Ordinal)
                ? " A text with `: ` in it wants quotes." : "";
            problems.At(broken.Start.Line, $"this is no YAML: {broken.Message}{quoting}");
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            // The parser's own way to say so of some broken words and tags.
            problems.At(0, $"this is no YAML: {broken.Message}");
        }

        return null;
    }

    private static bool IsPlain(string text, Problems problems)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case AnchorAlias alias:
                    problems.At(alias.Start.Line, $"*{alias.Value}: a drill says everything where it stands, "
                        + "without aliases.");
                    return false;
                case MappingStart or SequenceStart when ++depth > DepthMax:
                    problems.At(parser.Current.Start.Line, $"nothing in a drill is nested deeper than {DepthMax}.");
                    return false;
                case MappingEnd or SequenceEnd:
                    depth--;
                    break;
            }
        }

        return true;
    }
}
