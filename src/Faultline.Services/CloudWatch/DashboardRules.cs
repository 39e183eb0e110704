using System.Text.Json.Nodes;
using Faultline.Api.CloudWatch;

namespace Faultline.Services.CloudWatch;

/// <summary>
/// What a dashboard may be ("Dashboard body structure and syntax", API reference): as far as it is kept. Pure.
/// </summary>
internal static class DashboardRules
{
    private static readonly string[] types = ["metric", "text", "log", "alarm", "explorer", "custom", "chart"];

    public static void Check(PutDashboardInput request)
    {
        if (!request.DashboardName.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            throw Refused([new()
            {
                Message = $"The value {request.DashboardName} for field DashboardName contains invalid characters. "
                    + "It can only contain alphanumerics, dash (-) and underscore (_).",
            }]);
        }

        if (Json.Parse(request.DashboardBody) is not JsonObject body)
        {
            throw Refused([new() { Message = "The field DashboardBody must be a valid JSON object" }]);
        }

        var messages = new List<DashboardValidationMessage>();
        if (body["widgets"] is not JsonArray widgets)
        {
            messages.Add(Should("/", body.ContainsKey("widgets") ? "\"widgets\" should be an array"
                : "Should have required property 'widgets'"));
        }
        else
        {
            messages.AddRange(widgets.SelectMany((widget, i) => Of(widget, $"/widgets/{i}")));
            if (widgets.Count > Limits.WidgetsMax)
            {
                messages.Add(Should("/widgets", $"Should not have more than {Limits.WidgetsMax} items"));
            }
        }

        if (messages.Count > 0)
        {
            throw Refused(messages);
        }
    }

    private static IEnumerable<DashboardValidationMessage> Of(JsonNode? widget, string path)
    {
        if (widget is not JsonObject properties)
        {
            yield return Should(path, "Should be an object");
            yield break;
        }

        if (properties["type"] is not JsonValue type || !type.TryGetValue<string>(out var name))
        {
            yield return Should(path, "Should have required property 'type'");
        }
        else if (!types.Contains(name))
        {
            yield return Should($"{path}/type", $"Should be one of the allowed values: {string.Join(", ", types)}");
        }

        if (properties["properties"] is not JsonObject)
        {
            yield return Should(path, "Should have required property 'properties'");
        }
    }

    private static DashboardValidationMessage Should(string path, string message) =>
        new() { DataPath = path, Message = message };

    private static Wire.AwsError Refused(List<DashboardValidationMessage> messages) =>
        CloudWatchErrors.DashboardInvalidInputError(
            $"The field DashboardBody is invalid: there are {messages.Count} validation errors",
            new() { DashboardValidationMessages = messages });
}
