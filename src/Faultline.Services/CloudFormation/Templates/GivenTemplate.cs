using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>The template that a request brings.</summary>
internal static class GivenTemplate
{
    public static Template Read(string? body, string? url, Func<string, string?> readUrl)
    {
        if (body is null && url is null)
        {
            throw Refused("Either Template URL or Template Body must be specified.");
        }

        if (body is not null && url is not null)
        {
            throw Refused("Only one of TemplateBody or TemplateURL may be specified.");
        }

        if (body is null)
        {
            return Read(readUrl(url!) ?? throw Refused(Unreadable(url!)));
        }

        if (System.Text.Encoding.UTF8.GetByteCount(body) > Template.BodyBytesMax)
        {
            throw Refused(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
                + $"Member must have length less than or equal to {Template.BodyBytesMax}");
        }

        return Read(body);
    }

    /// <summary>What whoever names a template by an address is told that leads to none.</summary>
    public static string Unreadable(string url) =>
        $"Faultline cannot read TemplateURL {url}: it fetches nothing from elsewhere, and has no S3 yet. PUT the "
        + "template at /_faultline/templates/NAME of this server and give that address, or send it as TemplateBody.";

    private static Template Read(string body)
    {
        try
        {
            return Template.Read(body);
        }
        catch (TemplateFault fault)
        {
            throw Refused(fault.Message);
        }
    }

    public static AwsError Refused(string message) => new("ValidationError", 400, message);
}
