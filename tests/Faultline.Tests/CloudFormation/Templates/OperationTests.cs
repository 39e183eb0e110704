using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.Provisioning;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>What is asked of templates and types before there is a stack.</summary>
public sealed class OperationTests : IDisposable
{
    private const string Granting = """
        Description: some rights
        Metadata: {By: us}
        Transform: AWS::LanguageExtensions
        Parameters:
          Name: {Type: String, Default: a, NoEcho: true, AllowedValues: [a, b], Description: who}
          Net: {Type: 'AWS::EC2::VPC::Id'}
        Resources:
          Role: {Type: 'AWS::IAM::Role', Properties: {RoleName: !Ref Name}}
          Work: {Type: 'AWS::SQS::Queue'}
          Dead: {Type: 'AWS::SQS::Queue'}
        """;

    private readonly Services.CloudFormation.CloudFormation api = new(
        "us-east-1",
        new("us-east-1", TimeProvider.System, new Dice(1)),
        Ec2Call.Store("us-east-1", new MemoryDisk(), Durability.None),
        Surroundings.Quiet(),
        new()
        {
            Types = [new Unmade("AWS::SQS::Queue"), new Unmade("AWS::SQS::QueuePolicy"), new Unmade("AWS::EC2::VPC")],
        });

    public void Dispose() => api.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Fact]
    public async Task A_template_says_which_parameters_and_capabilities_it_needs()
    {
        var answer = await api.ValidateTemplate(Call("ValidateTemplate"), new() { TemplateBody = Granting }, default);
        Assert.Equal("some rights", answer.Description);
        Assert.Equal(
            [("Name", "a", true, "who"), ("Net", null, false, null)],
            answer.Parameters!.Select(one =>
                (one.ParameterKey, one.DefaultValue, one.NoEcho == true, one.Description)));
        Assert.Equal(["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"], answer.Capabilities);
        Assert.Equal(["AWS::LanguageExtensions"], answer.DeclaredTransforms);
        Assert.StartsWith(
            "The following resource(s) require capabilities: [AWS::IAM::Role", answer.CapabilitiesReason);
    }

    [Fact]
    public async Task A_template_that_grants_nothing_needs_no_capabilities()
    {
        var answer = await api.ValidateTemplate(
            Call("ValidateTemplate"), new() { TemplateBody = "Resources: {A: {Type: 'AWS::SQS::Queue'}}" }, default);
        Assert.Null(answer.Capabilities);
        Assert.Null(answer.CapabilitiesReason);
        Assert.Empty(answer.Parameters!);
    }

    [Theory]
    [InlineData(null, "Either Template URL or Template Body must be specified.")]
    [InlineData("Resources: {}", "Template format error: At least one Resources member must be defined.")]
    public async Task What_is_no_template_is_a_validation_error(string? body, string says)
    {
        var error = await Assert.ThrowsAsync<AwsError>(async () =>
            await api.ValidateTemplate(Call("ValidateTemplate"), new() { TemplateBody = body }, default));
        Assert.Equal(("ValidationError", 400, says), (error.Code, error.Status, error.Message));
    }

    [Fact]
    public async Task A_request_brings_51200_bytes_at_most()
    {
        var body = "Resources: {A: {Type: 'AWS::SQS::Queue'}}\n#";
        var most = body + new string('x', 51_200 - body.Length);
        await api.ValidateTemplate(Call("ValidateTemplate"), new() { TemplateBody = most }, default);
        var error = await Assert.ThrowsAsync<AwsError>(async () =>
            await api.ValidateTemplate(Call("ValidateTemplate"), new() { TemplateBody = most + "x" }, default));
        Assert.Contains("less than or equal to 51200", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_says_what_is_in_a_template()
    {
        var answer = await api.GetTemplateSummary(
            Call("GetTemplateSummary"), new() { TemplateBody = Granting }, default);
        Assert.Equal(["AWS::IAM::Role", "AWS::SQS::Queue"], answer.ResourceTypes);
        Assert.Equal("""{"By":"us"}""", answer.Metadata);
        Assert.Equal(["String", "AWS::EC2::VPC::Id"], answer.Parameters!.Select(one => one.ParameterType));
        Assert.Equal(["a", "b"], answer.Parameters![0].ParameterConstraints!.AllowedValues);
        var queues = Assert.Single(answer.ResourceIdentifierSummaries!);
        Assert.Equal(["Work", "Dead"], queues.LogicalResourceIds);
        Assert.Equal(["QueueUrl"], queues.ResourceIdentifiers);
    }

    [Fact]
    public async Task Types_that_AWS_has_not_are_an_error_or_a_warning()
    {
        GetTemplateSummaryInput Asked(bool? lenient) => new()
        {
            TemplateBody = "Resources: {A: {Type: 'AWS::SQS::Cue'}, B: {Type: 'Custom::Any'}}",
            TemplateSummaryConfig = new() { TreatUnrecognizedResourceTypesAsWarnings = lenient },
        };
        var error = await Assert.ThrowsAsync<AwsError>(async () =>
            await api.GetTemplateSummary(Call("GetTemplateSummary"), Asked(null), default));
        Assert.Equal("Template format error: Unrecognized resource types: [AWS::SQS::Cue]", error.Message);
        var answer = await api.GetTemplateSummary(Call("GetTemplateSummary"), Asked(true), default);
        Assert.Equal(["AWS::SQS::Cue"], answer.Warnings!.UnrecognizedResourceTypes);
    }

    [Fact]
    public async Task Public_types_are_listed_page_by_page()
    {
        var first = await api.ListTypes(
            Call("ListTypes"), new() { Visibility = Visibility.Public, MaxResults = 2 }, default);
        var second = await api.ListTypes(
            Call("ListTypes"),
            new() { Visibility = Visibility.Public, MaxResults = 2, NextToken = first.NextToken },
            default);
        Assert.Equal(
            ["AWS::EC2::VPC", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy"],
            first.TypeSummaries!.Concat(second.TypeSummaries!).Select(one => one.TypeName));
        Assert.Null(second.NextToken);
        Assert.Empty((await api.ListTypes(Call("ListTypes"), new(), default)).TypeSummaries!);
        var queues = await api.ListTypes(
            Call("ListTypes"),
            new() { Filters = new() { Category = Category.AwsTypes, TypeNamePrefix = "AWS::SQS::" } },
            default);
        Assert.Equal(2, queues.TypeSummaries!.Count);
        await Assert.ThrowsAsync<AwsError>(async () => await api.ListTypes(
            Call("ListTypes"), new() { Visibility = Visibility.Public, NextToken = "made-up" }, default));
    }

    [Fact]
    public async Task A_type_is_described_by_a_schema()
    {
        const string Arn = "arn:aws:cloudformation:us-east-1::type/resource/AWS-SQS-QueuePolicy";
        var answer = await api.DescribeType(Call("DescribeType"), new() { Arn = Arn }, default);
        var schema = JsonNode.Parse(answer.Schema!)!;
        Assert.Equal("AWS::SQS::QueuePolicy", answer.TypeName);
        Assert.Equal("""["PolicyDocument","Queues"]""", schema["required"]!.ToJsonString());
        Assert.Equal("""["/properties/Id"]""", schema["primaryIdentifier"]!.ToJsonString());
        var error = await Assert.ThrowsAsync<AwsError>(async () => await api.DescribeType(
            Call("DescribeType"), new() { Type = RegistryType.Resource, TypeName = "AWS::S3::Bucket" }, default));
        Assert.Equal("TypeNotFoundException", error.Type);
    }

    private static Call Call(string operation) => Ec2Call.Of("DescribeVpcs") with
    {
        Service = CloudFormationModel.Service,
        Operation = CloudFormationModel.Service.Operations.Single(one => one.Name == operation),
    };

    /// <summary>A type of which nothing is made here.</summary>
    private sealed class Unmade(string name) : ResourceType(name)
    {
        public override ValueTask<string> Create(Work work, CancellationToken ct) => throw Refuse();

        public override ValueTask Delete(Work work, CancellationToken ct) => throw Refuse();

        public override ValueTask<JsonObject?> Read(Work work, CancellationToken ct) => throw Refuse();

        private static InvalidOperationException Refuse() => new("Nothing is made here.");
    }
}
