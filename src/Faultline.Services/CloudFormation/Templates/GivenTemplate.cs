using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>The template that a request brings.</summary>
internal static class GivenTemplate
{
    public static Template Read(string? body, string? url)
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
            throw new AwsError(
                "NotImplemented", 501, "Faultline has no S3 to fetch TemplateURL from. Hand it TemplateBody.");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(body) > Template.BodyBytesMax)
        {
            throw Refused(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
                + $"Member must have length less than or equal to {Template.BodyBytesMax}");
        }

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
