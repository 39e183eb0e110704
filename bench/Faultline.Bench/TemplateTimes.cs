using System.Diagnostics;
using System.Globalization;
using System.Text;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Bench;

/// <summary>How long a template of five hundred resources, which are the most, takes to be read and bound.</summary>
internal static class TemplateTimes
{
    private const int Resources = 500;

    public static void Run(Arguments arguments)
    {
        var sheet = new Sheet();
        (string Name, string Text)[] templates = [("YAML", Yaml()), ("JSON", Json())];
        for (var round = 0; round < arguments.Rounds; round++)
        {
            foreach (var (name, text) in templates)
            {
                var begin = Stopwatch.GetTimestamp();
                var template = Template.Read(text);
                Add(sheet, $"read, {name}", begin);
                begin = Stopwatch.GetTimestamp();
                var bound = template.Bind(
                    new() { Account = "1", Region = "us-east-1", StackName = "s", StackId = "i" });
                Add(sheet, $"bind, {name}", begin);
                begin = Stopwatch.GetTimestamp();
                foreach (var resource in bound.Resources)
                {
                    bound.ResolveEarly(resource, Nothing.Known);
                }

                Add(sheet, $"resolve early, {name}", begin);
            }
        }

        sheet.Print(arguments.Json, _ => null);
    }

    private static string Yaml()
    {
        var text = new StringBuilder("Parameters: {Env: {Type: String, Default: prod}}\n")
            .Append("Conditions: {IsProd: !Equals [!Ref Env, prod]}\nResources:\n");
        for (var number = 0; number < Resources; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  Queue{number}:\n    Type: AWS::SQS::Queue\n    Properties:\n")
                .Append(CultureInfo.InvariantCulture, $"      QueueName: !Sub '${{AWS::StackName}}-{number}'\n")
                .Append("      DelaySeconds: !If [IsProd, 5, 0]\n      Tags: [{Key: env, Value: !Ref Env}]\n");
            if (number > 0)
            {
                text.Append("      RedrivePolicy:\n        maxReceiveCount: 3\n").Append(
                    CultureInfo.InvariantCulture,
                    $"        deadLetterTargetArn: !GetAtt Queue{number - 1}.Arn\n");
            }
        }

        return text.ToString();
    }

    private static string Json()
    {
        var text = new StringBuilder("""{"Resources": {"Queue0": {"Type": "AWS::SQS::Queue"}""");
        for (var number = 1; number < Resources; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $",\n\"Queue{number}\": ")
                .Append("""{"Type": "AWS::SQS::Queue", "Properties": {"QueueName": """)
                .Append("""{"Fn::Join": ["-", [{"Ref": "AWS::StackName"}, "queue"]]}, """)
                .Append("\"Tags\": [{\"Key\": \"last\", \"Value\": ")
                .Append(CultureInfo.InvariantCulture, $"{{\"Ref\": \"Queue{number - 1}\"")
                .Append("}}]}}");
        }

        return text.Append("}}").ToString();
    }

    private static void Add(Sheet sheet, string name, long begin) =>
        sheet.Add($"{name}, ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);

    /// <summary>No resource is there yet.</summary>
    private sealed class Nothing : IReferences
    {
        public static Nothing Known { get; } = new();

        public string? Ref(string logicalId) => null;

        public System.Text.Json.Nodes.JsonNode? Attribute(string logicalId, string name) => null;
    }
}
