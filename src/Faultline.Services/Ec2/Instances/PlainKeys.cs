using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// Looks through YAML before it is made a tree of: a key that is a list, or an alias of one that holds itself, would be
/// looked into without end, and what is nested too deep would not fit on the stack.
/// </summary>
internal sealed class PlainKeys
{
    /// <summary>Ours.</summary>
    private const int DepthMax = 100;

    /// <summary>The lists and mappings that are open; of a mapping whether a key is next, of a list null.</summary>
    private readonly Stack<bool?> open = new();

    public static void Check(string text)
    {
        var (keys, parser) = (new PlainKeys(), new Parser(new StringReader(text)));
        while (parser.MoveNext())
        {
            keys.Take(parser.Current!);
        }
    }

    private void Take(ParsingEvent each)
    {
        switch (each)
        {
            case Scalar:
                Past();
                break;
            case AnchorAlias:
                RefuseKey(each);
                Past();
                break;
            case MappingStart or SequenceStart:
                RefuseKey(each);
                open.Push(each is MappingStart ? true : null);
                if (open.Count > DepthMax)
                {
                    throw new YamlException(each.Start, each.End, $"It is nested deeper than {DepthMax} levels.");
                }

                break;
            case MappingEnd or SequenceEnd:
                open.Pop();
                Past();
                break;
        }
    }

    private void RefuseKey(ParsingEvent each)
    {
        if (open.TryPeek(out var isKey) && isKey == true)
        {
            throw new YamlException(each.Start, each.End, "A key is a text.");
        }
    }

    /// <summary>A key or a value is over: the other one is next.</summary>
    private void Past()
    {
        if (open.TryPeek(out var isKey) && isKey is { } was)
        {
            open.Pop();
            open.Push(!was);
        }
    }
}
