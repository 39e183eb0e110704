using System.Text;

namespace Contracts;

/// <summary>Makes C# names of the models' names.</summary>
internal static class Names
{
    /// <summary>Drops what no identifier may hold, and begins every part with a capital.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder();
        var begin = true;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                begin = true;
                continue;
            }

            text.Append(begin ? char.ToUpperInvariant(c) : c);
            begin = false;
        }

        return text.Length == 0 ? "Empty" : char.IsAsciiDigit(text[0]) ? "_" + text : text.ToString();
    }

    /// <summary>A constant's name for a value: <c>FIFO_QUEUE</c> and <c>fifo-queue</c> are FifoQueue.</summary>
    public static string Constant(string value)
    {
        var parts = new string([.. value.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var shouts = value.All(c => !char.IsAsciiLetterLower(c)) && value.Any(char.IsAsciiLetter);
        return Pascal(string.Join('-', parts.Select(part => shouts ? part.ToLowerInvariant() : part)));
    }

    /// <summary>A member's name in a class: neither the class's own nor one that every object has.</summary>
    public static string Member(string name, string owner, HashSet<string> taken)
    {
        var member = Pascal(name);
        var isTaken = member == owner || member is nameof(Equals) or nameof(ToString);
        return Unique(isTaken ? member + "Value" : member, taken);
    }

    /// <summary>The name, or the name with the lowest number that makes it the only one.</summary>
    public static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var n = 2; !taken.Add(unique); n++)
        {
            unique = name + n;
        }

        return unique;
    }
}
