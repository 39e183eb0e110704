using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// Judges conditions ("Condition functions") and what rules assert ("Rule-specific intrinsic functions").
/// </summary>
internal sealed class Judgement(Scope scope)
{
    private readonly Evaluation evaluation = new(scope, references: null, isEarly: false);

    public bool Of(JsonNode? node)
    {
        if (node is JsonObject { Count: 1 } reference && reference["Condition"] is { } condition)
        {
            var name = Functions.Text(condition) ?? throw Faults.Error("every Condition member must be a string.");
            return scope.Holds(name, "Condition");
        }

        if (!Functions.IsCall(node, out var function, out var argument))
        {
            throw FunctionForms.NoJudgement();
        }

        FunctionForms.Check(function, argument, scope.Sections.IsExtended);
        var list = argument as JsonArray ?? [];
        return function switch
        {
            "Fn::And" => list.All(Of),
            "Fn::Or" => list.Any(Of),
            "Fn::Not" => !Of(list[0]),
            "Fn::Equals" => Text(list[0]) == Text(list[1]),
            "Fn::Contains" => Texts(list[0]).Contains(Text(list[1]), StringComparer.Ordinal),
            "Fn::EachMemberEquals" => Texts(list[0]).All(one => one == Text(list[1])),
            "Fn::EachMemberIn" => Texts(list[0]).All(Texts(list[1]).Contains),
            _ => throw FunctionForms.NoJudgement(),
        };
    }

    private string Text(JsonNode? node) => evaluation.Value(node) is var outcome && outcome.IsNothing
        ? ""
        : Functions.Text(outcome.Node)
            ?? throw FunctionForms.Fault("Fn::Equals");

    private List<string> Texts(JsonNode? node) => evaluation.Value(node).Node switch
    {
        JsonArray list => [.. list.Select(Functions.Text).OfType<string>()],
        { } one when Functions.Text(one) is { } text => [text],
        _ => throw Faults.Format("Functions in the Rules block of the template need lists of strings."),
    };
}
