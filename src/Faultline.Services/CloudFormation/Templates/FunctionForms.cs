using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>The forms that the arguments of functions must have, and what CloudFormation says of others.</summary>
internal static class FunctionForms
{
    public static void Check(string function, JsonNode argument, bool isExtended)
    {
        if (function == "Fn::Transform")
        {
            throw Transforms.NotBuilt(function);
        }

        if (!Fits(function, argument, isExtended))
        {
            throw function == "Fn::GetAtt" && argument is JsonValue
                ? Faults.Error(
                    "if specifying one argument to Fn::GetAtt, that argument must be a non-empty string in format "
                    + "<LogicalId>.<Attribute>")
                : Fault(function);
        }
    }

    public static TemplateFault NoJudgement() =>
        Faults.Format("Conditions can only be boolean operations on parameters and other conditions");

    public static TemplateFault Fault(string function) => Faults.Error(function switch
    {
        "Ref" => "every Ref object must have a single String value.",
        "Fn::GetAtt" =>
            "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
        "Fn::Join" => "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of "
            + "strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
        "Fn::Split" => "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to "
            + "be split or a function that returns a string to be split.",
        "Fn::Select" => "Fn::Select requires a list argument with two elements: an integer index and a list",
        "Fn::Sub" => "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as "
            + "first argument, and an optional second argument to specify a mapping of values to replace in the string",
        "Fn::FindInMap" => "every Fn::FindInMap object requires three parameters, the map name, map key and the "
            + "attribute for return value",
        "Fn::If" => "Fn::If requires a list argument with three elements",
        "Fn::And" or "Fn::Or" =>
            $"every {function} object requires a list of at least 2 and at most 10 boolean parameters.",
        "Fn::Not" => "every Fn::Not object requires one boolean parameter.",
        "Fn::Equals" => "every Fn::Equals object requires a list of 2 string parameters.",
        "Fn::Cidr" => "every Fn::Cidr object requires two parameters, (1) a CIDR block and (2) the number of blocks, "
            + "and takes a third one, (3) the bits of their addresses.",
        "Fn::Length" => "every Fn::Length object requires a list, or a function that returns a list.",
        "Fn::ToJsonString" => "every Fn::ToJsonString object requires an object or a list.",
        "Fn::Contains" or "Fn::EachMemberEquals" or "Fn::EachMemberIn" =>
            $"every {function} object requires a list of 2 parameters.",
        "Fn::ValueOf" or "Fn::ValueOfAll" => $"every {function} object requires two string parameters, the "
            + $"{(function == "Fn::ValueOf" ? "name of a parameter" : "type of parameters")} and the attribute, and "
            + "no functions in them.",
        _ => $"every {function} object must have a String-typed value.",
    });

    private static bool Fits(string function, JsonNode argument, bool isExtended)
    {
        var list = argument as JsonArray;
        return function switch
        {
            "Ref" => IsText(argument),
            "Fn::GetAtt" => Functions.AttributeNames(argument) is not null
                || list is [JsonValue first, JsonObject second] && IsText(first) && IsCall(second),
            "Fn::Sub" => IsText(argument) || list is [var text, JsonObject map] && IsText(text) && !IsCall(map),
            "Fn::Join" => list is [JsonValue, var joined] && (joined is JsonArray items ? items.All(IsTextLike)
                : IsCall(joined)),
            "Fn::Split" => list is [JsonValue, var split] && IsTextLike(split),
            "Fn::Select" => list is [var index, var from] && (from is JsonArray || IsCall(from))
                && (IsCall(index) || int.TryParse(Functions.Text(index), out _)),
            "Fn::FindInMap" => list is [var map, var key, var name, ..] && IsTextLike(map) && IsTextLike(key)
                && IsTextLike(name) && (list.Count == 3 || isExtended && IsDefault(list)),
            "Fn::If" => list is [var condition, not null, not null] && IsText(condition),
            "Fn::And" or "Fn::Or" => list is { Count: >= 2 and <= 10 },
            "Fn::Not" => list is { Count: 1 },
            "Fn::Equals" => list is [var left, var right] && IsTextLike(left) && IsTextLike(right),
            "Fn::Cidr" => list is { Count: 2 or 3 } && list.All(IsTextLike),
            "Fn::Length" => list is not null || IsCall(argument),
            "Fn::ToJsonString" => argument is JsonArray or JsonObject,
            "Fn::Contains" or "Fn::EachMemberEquals" or "Fn::EachMemberIn" => list is { Count: 2 },
            "Fn::ValueOf" or "Fn::ValueOfAll" => list is [var of, var attribute] && IsText(of) && IsText(attribute),
            "Fn::RefAll" => IsText(argument),
            _ => IsTextLike(argument),
        };
    }

    private static bool IsDefault(JsonArray list) =>
        list is [.., JsonObject last] && list.Count == 4 && last.Count == 1 && last.ContainsKey("DefaultValue");

    private static bool IsCall(JsonNode? node) => Functions.IsCall(node, out _, out _);

    private static bool IsText(JsonNode? node) => Functions.Text(node) is not null;

    private static bool IsTextLike(JsonNode? node) => IsText(node) || IsCall(node);
}
