using Faultline.Api.CloudFormation;
using static Faultline.Tests.CloudFormation.Sets.SetsRig;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>Stack sets without any stacks.</summary>
public sealed class SetTests
{
    [Fact]
    public async Task A_set_is_shown_as_it_was_made()
    {
        var rig = new SetsRig();
        var id = await rig.Create(request =>
        {
            request.Description = "the net";
            request.Parameters =
            [
                new() { ParameterKey = "Delay", ParameterValue = "5" },
                new() { ParameterKey = "Secret", ParameterValue = "hidden" },
            ];
            request.Tags = [new() { Key = "team", Value = "a" }];
        });
        Assert.StartsWith("net:", id);
        var set = await rig.Look();
        Assert.Equal(
            $"{id} arn:aws:cloudformation:us-east-1:{Admin}:stackset/{id} the net ACTIVE SELF_MANAGED "
            + $"arn:aws:iam::{Admin}:role/AWSCloudFormationStackSetAdministrationRole "
            + "AWSCloudFormationStackSetExecutionRole False",
            $"{set.StackSetId} {set.StackSetARN} {set.Description} {set.Status} {set.PermissionModel} "
            + $"{set.AdministrationRoleARN} {set.ExecutionRoleName} {set.ManagedExecution!.Active}");
        Assert.Equal(
            ["Delay=5", "Secret=****"],
            set.Parameters!.Select(each => $"{each.ParameterKey}={each.ParameterValue}"));
        Assert.Equal(Body, set.TemplateBody);
        Assert.Equal("team", set.Tags!.Single().Key);
        Assert.Equal("NOT_CHECKED", set.StackSetDriftDetectionDetails!.DriftStatus);
    }

    [Fact]
    public async Task A_request_that_comes_twice_makes_one_set()
    {
        var rig = new SetsRig();
        var first = await rig.Create(static request => request.ClientRequestToken = "once");
        Assert.Equal(first, await rig.Create(static request => request.ClientRequestToken = "once"));
        await Refused("NameAlreadyExistsException", () => rig.Create());
        await Refused("NameAlreadyExistsException", () => rig.Create(static request =>
        {
            request.ClientRequestToken = "once";
            request.Description = "another";
        }));
        await rig.Update(static request => request.Description = "changed");
        await Refused(
            "CreatedButModifiedException", () => rig.Create(static request => request.ClientRequestToken = "once"));
    }

    [Fact]
    public async Task What_is_wrong_with_a_template_and_its_parameters_is_refused()
    {
        var rig = new SetsRig();
        await Refused("ValidationError", () => rig.Create(static request => request.TemplateBody = "{"));
        await Refused(
            "ValidationError", () => rig.Create(static request => request.StackSetName = "1a"), "'stackSetName'");
        await Refused(
            "ValidationError", () => rig.Create(static request => request.TemplateBody = null),
            "Either Template URL or Template Body must be specified.");
        await Refused(
            "ValidationError",
            () => rig.Create(static request =>
                request.Parameters = [new() { ParameterKey = "Other", ParameterValue = "1" }]),
            "Parameters: [Other] do not exist in the template");
        await Refused(
            "ValidationError",
            () => rig.Create(static request => request.TemplateBody =
                Body.Replace("\"Default\": \"1\"", "\"MinLength\": 1", StringComparison.Ordinal)),
            "Parameters: [Delay] must have values");
        await Refused("ValidationError", () => rig.Create(static request =>
        {
            request.TemplateBody = null;
            request.TemplateURL = "https://s3.amazonaws.com/b/t";
        }), "Faultline cannot read TemplateURL https://s3.amazonaws.com/b/t");
    }

    [Fact]
    public async Task What_needs_Organizations_is_refused_by_name()
    {
        var rig = new SetsRig();
        const string Says = "AWS Organizations";
        await Refused("NotImplemented", () => rig.Create(
            static request => request.PermissionModel = PermissionModels.ServiceManaged), Says);
        await Refused("NotImplemented", () => rig.Create(
            static request => request.CallAs = CallAs.DelegatedAdmin), Says);
        await rig.Create();
        await Refused(
            "ValidationError",
            () => rig.AddInstances([], [Here], static request =>
                request.DeploymentTargets = new() { OrganizationalUnitIds = ["ou-1"] }),
            "can only have accounts as target");
        Assert.Empty((await rig.Sets.ListStackSetAutoDeploymentTargets(
            rig.Call("ListStackSetAutoDeploymentTargets"), new() { StackSetName = Name }, Ct)).Summaries!);
    }

    [Fact]
    public async Task A_deleted_set_is_listed_and_frees_its_name()
    {
        var rig = new SetsRig();
        var id = await rig.Create();
        await rig.Sets.DeleteStackSet(rig.Call("DeleteStackSet"), new() { StackSetName = Name }, Ct);
        await Refused("StackSetNotFoundException", rig.Look, "StackSet net not found");
        var again = await rig.Create();
        Assert.Equal([id], await Listed(rig, StackSetStatus.Deleted));
        Assert.Equal([again], await Listed(rig, StackSetStatus.Active));
        await rig.Sets.DeleteStackSet(rig.Call("DeleteStackSet"), new() { StackSetName = "nobody" }, Ct);
    }

    [Fact]
    public async Task Others_see_nothing_of_it()
    {
        var rig = new SetsRig();
        await rig.Create();
        var stranger = rig.Call("DescribeStackSet") with { Principal = Wire.Principal.Root(Account(1), null) };
        await Refused(
            "StackSetNotFoundException",
            async () => await rig.Sets.DescribeStackSet(stranger, new() { StackSetName = Name }, Ct));
    }

    private static async Task<List<string>> Listed(SetsRig rig, string status) => (await rig.Sets.ListStackSets(
        rig.Call("ListStackSets"), new() { Status = status }, Ct)).Summaries!.ConvertAll(each => each.StackSetId!);
}
