using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>
/// What a launch template says in CloudFormation, EC2 says in the same words: so it is handed on as it is.
/// </summary>
public sealed class LaunchDataTests
{
    private readonly TypeFacts facts = TypeFacts.Read("AWS::EC2::LaunchTemplate");

    [Fact]
    public void Every_property_of_the_data_has_its_member()
    {
        IStructure data = new RequestLaunchTemplateData();
        var missing = Missing("LaunchTemplateData", data.Shape).ToList();
        Assert.Empty(missing);
    }

    private IEnumerable<string> Missing(string definition, Shape shape)
    {
        foreach (var (name, property) in facts.Definition(definition))
        {
            if (Array.Find(shape.Members, member => member.Name == name) is not { } member)
            {
                yield return $"{definition}.{name}";
                continue;
            }

            var (form, inner) = (property.Form, member.Shape);
            if (form is JsonObject { } list && list["list"] is { } item)
            {
                (form, inner) = (item, inner.Item.Shape);
            }

            if (form is JsonObject part && part["is"]?.GetValue<string>() is { } of)
            {
                foreach (var each in Missing(of, inner))
                {
                    yield return each;
                }
            }
        }
    }
}
