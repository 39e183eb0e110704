using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>What GetTemplate shows of a template whose transforms have been gone through.</summary>
public sealed class ProcessedTests
{
    private const string Body = """
        Transform: AWS::LanguageExtensions
        Parameters:
          Names: {Type: CommaDelimitedList, Default: 'Ok,Failed'}
          Keep: {Type: String, Default: 'yes'}
        Conditions:
          Keeps: !Equals [!Ref Keep, 'yes']
        Mappings:
          Sizes: {Big: {Size: 9}}
        Resources:
          'Fn::ForEach::Things':
            - Name
            - !Ref Names
            - 'Thing${Name}':
                Type: Test::Cloud::Thing
                DeletionPolicy: !If [Keeps, Retain, Delete]
                Properties:
                  Size: !Length {Ref: Names}
                  Called: !Sub '${AWS::StackName}-${Name}'
                  Other: !FindInMap [Sizes, Small, Size, DefaultValue: 3]
                  Plain: !FindInMap [Sizes, Big, Size]
          All:
            Type: Test::Cloud::Thing
            Properties:
              Text: {'Fn::ToJsonString': {a: [1, <]}}
              Open: {'Fn::ToJsonString': {of: !Ref ThingOk, count: !Length [1, 2]}}
        Outputs:
          Count: {Value: !Length {Ref: Names}}
        """;

    private const string Expected = """
        {
          "Parameters": {
            "Names": {"Type": "CommaDelimitedList", "Default": "Ok,Failed"},
            "Keep": {"Type": "String", "Default": "yes"}
          },
          "Conditions": {"Keeps": {"Fn::Equals": [{"Ref": "Keep"}, "yes"]}},
          "Mappings": {"Sizes": {"Big": {"Size": 9}}},
          "Resources": {
            "ThingOk": {
              "Type": "Test::Cloud::Thing", "DeletionPolicy": "Retain",
              "Properties": {
                "Size": COUNT, "Called": {"Fn::Sub": "${AWS::StackName}-Ok"}, "Other": 3,
                "Plain": {"Fn::FindInMap": ["Sizes", "Big", "Size"]}
              }
            },
            "ThingFailed": {
              "Type": "Test::Cloud::Thing", "DeletionPolicy": "Retain",
              "Properties": {
                "Size": COUNT, "Called": {"Fn::Sub": "${AWS::StackName}-Failed"}, "Other": 3,
                "Plain": {"Fn::FindInMap": ["Sizes", "Big", "Size"]}
              }
            },
            LATE
            "All": {
              "Type": "Test::Cloud::Thing",
              "Properties": {
                "Text": "{\"a\":[1,\"<\"]}",
                "Open": {"Fn::ToJsonString": {"of": {"Ref": "ThingOk"}, "count": 2}}
              }
            }
          },
          "Outputs": {"Count": {"Value": COUNT}}
        }
        """;

    private const string Late = """
        "ThingLate": {
          "Type": "Test::Cloud::Thing", "DeletionPolicy": "Retain",
          "Properties": {
            "Size": 3, "Called": {"Fn::Sub": "${AWS::StackName}-Late"}, "Other": 3,
            "Plain": {"Fn::FindInMap": ["Sizes", "Big", "Size"]}
          }
        },
        """;

    private readonly StackRig rig = new();

    [Fact]
    public async Task Loops_and_functions_of_the_extensions_are_gone_where_no_resource_is_asked_for()
    {
        await rig.Create(Body, request => request.Capabilities = [Capability.CapabilityAutoExpand]);
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Same(Expected.Replace("COUNT", "2", StringComparison.Ordinal).Replace("LATE", "", StringComparison.Ordinal),
            await Get(TemplateStage.Processed));
        Assert.Equal(await Get(TemplateStage.Processed), await Get(null));
        Assert.Equal(Body, await Get(TemplateStage.Original));
    }

    [Fact]
    public async Task A_change_set_shows_it_with_its_own_parameters_and_the_stack_its_own()
    {
        await StackRig.Refused("InsufficientCapabilitiesException", () => rig.Create(Body), "CAPABILITY_AUTO_EXPAND");
        await rig.Create(Body, request => request.Capabilities = [Capability.CapabilityAutoExpand]);
        await rig.Settle();

        // What a change set makes of it can be looked at, so that nobody must say that they know.
        await rig.Formation.CreateChangeSet(rig.Call("CreateChangeSet"), new()
        {
            StackName = StackRig.Name,
            ChangeSetName = "c",
            TemplateBody = Body,
            Parameters = [new() { ParameterKey = "Names", ParameterValue = "Ok,Failed,Late" }],
        }, StackRig.Ct);
        Same(Expected.Replace("COUNT", "3", StringComparison.Ordinal).Replace("LATE", Late, StringComparison.Ordinal),
            await Get(TemplateStage.Processed, "c"));
        Same(Expected.Replace("COUNT", "2", StringComparison.Ordinal).Replace("LATE", "", StringComparison.Ordinal),
            await Get(TemplateStage.Processed));
    }

    [Fact]
    public async Task Without_transforms_both_stages_are_the_same_text()
    {
        var body = StackRig.Body("A Size=1");
        await rig.Create(body);
        Assert.Equal(body, await Get(TemplateStage.Processed));
        Assert.Equal(body, await Get(TemplateStage.Original));
    }

    private static void Same(string expected, string actual) => Assert.Equal(
        JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(actual)!.ToJsonString());

    private async Task<string> Get(string? stage, string? changeSet = null) => (await rig.Formation.GetTemplate(
        rig.Call("GetTemplate"),
        new() { StackName = StackRig.Name, TemplateStage = stage, ChangeSetName = changeSet },
        StackRig.Ct)).TemplateBody!;
}
