namespace Faultline.Services.CloudFormation.Templates;

/// <summary>A piece of the text of <c>Fn::Sub</c>: what stays as it is, or the name of a variable.</summary>
internal readonly record struct SubText(string Text, bool IsVariable)
{
    public static List<SubText> Parse(string text)
    {
        var parts = new List<SubText>();
        var from = 0;
        for (var at = 0; (at = text.IndexOf("${", at, StringComparison.Ordinal)) >= 0;)
        {
            var end = text.IndexOf('}', at);
            if (end < 0)
            {
                break;
            }

            if (text[at + 2] == '!')
            {
                // ${!Name} is the text ${Name}.
                parts.Add(new(text[from..(at + 2)], IsVariable: false));
                from = at + 3;
                at = end + 1;
                continue;
            }

            var name = text[(at + 2)..end];
            if (name.Length == 0 || !name.All(one => char.IsAsciiLetterOrDigit(one) || one is '_' or '.' or ':'))
            {
                throw Faults.Error(
                    "variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, "
                    + "periods, and colons");
            }

            parts.Add(new(text[from..at], IsVariable: false));
            parts.Add(new(name, IsVariable: true));
            from = at = end + 1;
        }

        parts.Add(new(text[from..], IsVariable: false));
        return parts;
    }
}
