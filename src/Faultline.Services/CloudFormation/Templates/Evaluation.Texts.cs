using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

// The functions that make texts.
internal sealed partial class Evaluation
{
    private static readonly JsonSerializerOptions asItIs = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private Outcome Substitute(JsonNode argument)
    {
        var list = argument as JsonArray;
        var given = list?[1] as JsonObject;
        var whole = new StringBuilder();
        var open = false;
        foreach (var part in SubText.Parse(Functions.Text(list is null ? argument : list[0])!))
        {
            var outcome = part.IsVariable ? Variable(part.Text, given) : part.Text;
            open |= outcome.IsOpen;
            if (outcome.IsOpen)
            {
                continue;
            }

            var text = Functions.Text(outcome.Node) ?? throw Faults.Error(given?.ContainsKey(part.Text) == true
                ? "every value of the context object of every Fn::Sub object must be a string or a function that "
                    + "returns a string"
                : $"variable {part.Text} in Fn::Sub expression does not resolve to a string");
            Produce(text.Length);
            whole.Append(text);
        }

        return open ? Outcome.Open : whole.ToString();
    }

    private Outcome Variable(string name, JsonObject? given)
    {
        if (given?[name] is { } value)
        {
            return Value(value);
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? Attribute(name[..dot], name[(dot + 1)..]) : Reference(name);
    }

    private Outcome Join(JsonArray list)
    {
        if (!TryText(list[0], "Fn::Join", out var delimiter) || !TryList(list[1], "Fn::Join", out var items))
        {
            return Outcome.Open;
        }

        if (items.Any(one => one is null))
        {
            return Outcome.Open;
        }

        var texts = items.Select(one => Functions.Text(one) ?? throw FunctionForms.Fault("Fn::Join")).ToList();
        return Text(texts.Sum(one => (long)one.Length + delimiter.Length) <= ProducedMax
            ? string.Join(delimiter, texts)
            : throw Faults.Error($"what functions give is longer than {ProducedMax} characters."));
    }

    private Outcome Base64(JsonNode argument) => TryText(argument, "Fn::Base64", out var text)
        ? Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))
        : Outcome.Open;

    private Outcome Import(JsonNode argument)
    {
        if (!TryText(argument, "Fn::ImportValue", out var name))
        {
            return Outcome.Open;
        }

        return scope.Setting.Export(name) is { } value
            ? Text(value)
            : throw new TemplateFault($"No export named {name} found.");
    }

    private Outcome ToJson(JsonNode argument)
    {
        var before = Opened;
        var outcome = Value(argument);
        return Opened > before || outcome.IsOpen
            ? Outcome.Open
            : Text(outcome.Node?.ToJsonString(asItIs) ?? throw FunctionForms.Fault("Fn::ToJsonString"));
    }
}
