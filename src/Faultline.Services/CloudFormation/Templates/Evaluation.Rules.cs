using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

// The functions that ask what there is in the account; only rules may.
internal sealed partial class Evaluation
{
    private Things Things => scope.Setting.Things ?? Things.None;

    private Outcome AllThings(JsonNode argument) =>
        Texts(Things.Of(Functions.Text(argument)!).Select(one => one.Id));

    /// <summary>Of a parameter that is a list, a list.</summary>
    private Outcome ValueOf(JsonArray list)
    {
        var parameter = scope.Sections.Parameters[Functions.Text(list[0])!];
        var values = ValuesOf(parameter, Functions.Text(list[1])!);
        return parameter.IsList ? Texts(values) : Text(values.FirstOrDefault() ?? "");
    }

    /// <summary>Over all parameters that name such things, in lists too.</summary>
    private Outcome ValueOfAll(JsonArray list)
    {
        var type = Functions.Text(list[0]);
        return Texts(scope.Sections.Parameters.Values
            .Where(one => one.ItemType == type)
            .SelectMany(one => ValuesOf(one, Functions.Text(list[1])!)));
    }

    /// <summary>What has no such attribute, as a tag, gives none.</summary>
    private IEnumerable<string> ValuesOf(ParameterDeclaration parameter, string attribute)
    {
        var all = Things.Of(parameter.ItemType).ToDictionary(one => one.Id, StringComparer.Ordinal);
        return parameter.Items(scope.Values[parameter.Name])
            .Select(id => all.GetValueOrDefault(id)?.Attributes.GetValueOrDefault(attribute))
            .OfType<string>();
    }
}
