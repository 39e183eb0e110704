namespace Faultline.Services.CloudFormation.Templates;

/// <summary>The names of things in templates: letters and digits ("CloudFormation quotas": 255 of them).</summary>
internal static class Names
{
    private const int LengthMax = 255;

    public static void Check(string kind, string name)
    {
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw Faults.Format($"{kind} name {name} is non alphanumeric.");
        }

        if (name.Length > LengthMax)
        {
            throw Faults.Format($"{kind} name {name[..32]}... is longer than {LengthMax} characters.");
        }
    }
}
