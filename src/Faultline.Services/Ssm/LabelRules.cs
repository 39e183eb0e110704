namespace Faultline.Services.Ssm;

/// <summary>What labels may be ("Working with parameter labels", Systems Manager user guide). Pure.</summary>
internal static class LabelRules
{
    public static bool IsValid(string label) =>
        !char.IsAsciiDigit(label[0])
        && !NameRules.IsReserved(label)
        && label.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '-' or '_');
}
