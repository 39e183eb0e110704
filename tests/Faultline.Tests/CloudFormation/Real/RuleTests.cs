using Faultline.Api.Ec2;
using Faultline.Tests.Resources;
using Parameter = Faultline.Api.CloudFormation.Parameter;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>Rules that ask what there is in the account.</summary>
public sealed class RuleTests
{
    private const string Template = """
        Parameters:
          Vpc: {Type: 'AWS::EC2::VPC::Id'}
          Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
          Group: {Type: 'AWS::EC2::SecurityGroup::Id'}
        Rules:
          Network:
            Assertions:
              - Assert: !EachMemberEquals [!ValueOf [Subnets, VpcId], !Ref Vpc]
                AssertDescription: The subnets lie elsewhere.
              - Assert: !Contains [!ValueOf [Subnets, AvailabilityZone], eu-west-1b]
                AssertDescription: Zone b is lacking.
              - Assert: !Contains [!RefAll 'AWS::EC2::VPC::Id', !Ref Vpc]
              - Assert: !Equals [!ValueOf [Vpc, DefaultSecurityGroup], !Ref Group]
                AssertDescription: That is not the default group.
              - Assert: !Contains [!RefAll 'AWS::EC2::AvailabilityZone::Name', eu-west-1c]
          Purpose:
            Assertions:
              - Assert: !EachMemberEquals [!ValueOfAll ['AWS::EC2::VPC::Id', Tags.Purpose], shop]
                AssertDescription: The network is not for shops.
              - Assert: !Equals [!ValueOf [Vpc, Tags.Purpose], shop]
                AssertDescription: The network is for nothing.
        Resources:
          Queue: {Type: AWS::SQS::Queue}
        """;

    [Fact]
    public void They_read_what_EC2_has_when_a_stack_is_asked_for_and_at_no_other_time() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await RealStack.Refused(() => stack.Create(Template, Given), "The network is for nothing.");
        await Tag("attic");
        await RealStack.Refused(() => stack.Create(Template, Given), "The network is not for shops.");
        await Tag("shop");
        await RealStack.Refused(
            () => stack.Create(Template, request => request.Parameters = Parameters(grounds.Subnets[0])),
            "Zone b is lacking.");
        await stack.Becomes("CREATE_COMPLETE", stack.Create(Template, Given));

        // An update under way is not stopped by what becomes of the network meanwhile.
        var changed = Template.Replace(
            "SQS::Queue}", "SQS::Queue, Properties: {DelaySeconds: 5}}", StringComparison.Ordinal);
        await stack.Begin(changed, request => request.Parameters = Parameters([.. grounds.Subnets]));
        await Tag("attic");
        Assert.Equal("UPDATE_COMPLETE", await stack.End());
        await RealStack.Refused(
            () => stack.Update(Template, request => request.Parameters = Parameters([.. grounds.Subnets])),
            "The network is not for shops.");

        void Given(Api.CloudFormation.CreateStackInput request) =>
            request.Parameters = Parameters([.. grounds.Subnets]);

        List<Parameter> Parameters(params string[] subnets) =>
        [
            new() { ParameterKey = "Vpc", ParameterValue = grounds.Vpc },
            new() { ParameterKey = "Subnets", ParameterValue = string.Join(',', subnets) },
            new() { ParameterKey = "Group", ParameterValue = grounds.SecurityGroup },
        ];

        async Task Tag(string purpose) => await grounds.Ask<CreateTagsRequest>(
            Ec2Model.Service, "CreateTags", new CreateTagsRequest
            {
                Resources = [grounds.Vpc],
                Tags = [new() { Key = "Purpose", Value = purpose }],
            });
    }, seeds: 1);
}
