using Faultline.Api.CloudFormation;
using Faultline.Api.Ec2;
using Faultline.Api.Sqs;
using Faultline.Api.Ssm;
using Faultline.Tests.Resources;
using Parameter = Faultline.Api.CloudFormation.Parameter;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>What templates look up elsewhere: parameters that are stored, and things that are there already.</summary>
public sealed class LookupTests
{
    private const string Stored = """
        Parameters:
          Delay: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/delay}
          Image:
            Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
            Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
          Names: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /shop/names}
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Properties: {DelaySeconds: !Ref Delay, VisibilityTimeout: '{{resolve:ssm:/shop/timeout:1}}'}
        Outputs:
          Image: {Value: !Ref Image}
          Second: {Value: !Select [1, !Ref Names]}
        """;

    [Fact]
    public void Stored_parameters_are_looked_up_when_a_stack_is_made_and_again_when_it_is_changed() =>
        Grounds.Play(async grounds =>
        {
            await Store(grounds, "/shop/delay", "5");
            await Store(grounds, "/shop/names", "a, b", "StringList");
            await Store(grounds, "/shop/timeout", "45");
            await Store(grounds, "/shop/timeout", "46");
            var stack = new RealStack(grounds);
            await stack.Becomes("CREATE_COMPLETE", stack.Create(Stored));
            Assert.Equal(("5", "45"), await Queue(grounds, stack));
            Assert.Equal("b", await stack.Output("Second"));
            Assert.StartsWith("ami-", await stack.Output("Image"), StringComparison.Ordinal);
            var shown = (await stack.Look(stack.Name)).Parameters!.Single(each => each.ParameterKey == "Delay");
            Assert.Equal(("/shop/delay", "5"), (shown.ParameterValue, shown.ResolvedValue));

            // What is stored is another value now, which the next update finds though nothing else has changed.
            await Store(grounds, "/shop/delay", "7");
            await stack.Becomes("UPDATE_COMPLETE", stack.Update(
                Stored, request => request.Parameters = [new() { ParameterKey = "Delay", UsePreviousValue = true }]));
            Assert.Equal(("7", "45"), await Queue(grounds, stack));

            // A rollback goes back to what was looked up before.
            await Store(grounds, "/shop/delay", "9");
            await stack.Becomes("UPDATE_ROLLBACK_COMPLETE", stack.Update(
                Stored.Replace("timeout:1", "none", StringComparison.Ordinal)));
            Assert.Equal(("7", "45"), await Queue(grounds, stack));
        });

    [Fact]
    public void A_parameter_that_is_not_stored_stops_a_stack_before_anything_is_made() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await RealStack.Refused(
            () => stack.Create(Stored),
            "Unable to fetch parameters [/shop/delay] from parameter store for this account.");
    }, seeds: 1);

    [Fact]
    public void A_dynamic_reference_to_nothing_fails_its_resource() => Grounds.Play(async grounds =>
    {
        var stack = new RealStack(grounds);
        await stack.Becomes("ROLLBACK_COMPLETE", stack.Create("""
            Resources:
              Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: '{{resolve:ssm:/shop/none}}'}}
            """));
        Assert.Contains(await stack.Events("Queue"), each => each.StartsWith("CREATE_FAILED", StringComparison.Ordinal)
            && each.Contains("HandlerErrorCode: NotFound", StringComparison.Ordinal));
    }, seeds: 1);

    [Theory]
    [InlineData("AWS::EC2::VPC::Id", "vpc-0123456789abcdef0")]
    [InlineData("AWS::EC2::Subnet::Id", "subnet-0123456789abcdef0")]
    [InlineData("List<AWS::EC2::Subnet::Id>", "subnet-0123456789abcdef0")]
    [InlineData("AWS::EC2::SecurityGroup::Id", "sg-0123456789abcdef0")]
    [InlineData("AWS::EC2::SecurityGroup::GroupName", "nobody")]
    [InlineData("AWS::EC2::Image::Id", "ami-0123456789abcdef0")]
    [InlineData("AWS::EC2::Instance::Id", "i-0123456789abcdef0")]
    [InlineData("AWS::EC2::Volume::Id", "vol-0123456789abcdef0")]
    [InlineData("AWS::EC2::KeyPair::KeyName", "nobody")]
    [InlineData("AWS::EC2::AvailabilityZone::Name", "eu-west-9a")]
    public void A_parameter_that_names_what_is_not_there_is_refused(string type, string value) =>
        Grounds.Play(async grounds =>
        {
            var stack = new RealStack(grounds);
            await RealStack.Refused(
                () => stack.Create(Naming(type), request => request.Parameters = Given(value)),
                $"Parameter validation failed: parameter value {value} for parameter name P does not exist");
        }, seeds: 1, name: $"{type} is not there");

    [Fact]
    public void A_parameter_that_names_what_is_there_is_taken() => Grounds.Play(async grounds =>
    {
        await grounds.Ask<KeyPair>(Ec2Model.Service, "CreateKeyPair", new CreateKeyPairRequest { KeyName = "mine" });
        (string Type, string Value)[] all =
        [
            ("AWS::EC2::VPC::Id", grounds.Vpc),
            ("AWS::EC2::Subnet::Id", grounds.Subnets[0]),
            ("List<AWS::EC2::Subnet::Id>", string.Join(", ", grounds.Subnets)),
            ("AWS::EC2::SecurityGroup::Id", grounds.SecurityGroup),
            ("AWS::EC2::SecurityGroup::GroupName", "default"),
            ("AWS::EC2::Image::Id", "ami-0fa01000000000003"),
            ("AWS::EC2::KeyPair::KeyName", "mine"),
            ("AWS::EC2::AvailabilityZone::Name", "eu-west-1a"),
            ("List<AWS::EC2::AvailabilityZone::Name>", "eu-west-1a,eu-west-1b"),
        ];
        foreach (var (type, value) in all)
        {
            var stack = new RealStack(grounds, $"s{Array.IndexOf(all, (type, value))}");
            await stack.Becomes("CREATE_COMPLETE", stack.Create(
                Naming(type), request => request.Parameters = Given(value)));
        }

        // One of a list is enough to be refused, and what was given stays checked in updates.
        var last = new RealStack(grounds, "s2");
        await RealStack.Refused(
            () => last.Update(
                Naming("List<AWS::EC2::Subnet::Id>"),
                request => request.Parameters = Given($"{grounds.Subnets[1]},subnet-0123456789abcdef0")),
            "parameter value subnet-0123456789abcdef0 for parameter name P does not exist");
    }, seeds: 1);

    private static string Naming(string type) => $"""
        Parameters:
          P: {"{"}Type: '{type}'{"}"}
        Resources:
          Queue: {"{"}Type: AWS::SQS::Queue{"}"}
        """;

    private static List<Parameter> Given(string value) => [new() { ParameterKey = "P", ParameterValue = value }];

    private static Task<PutParameterResult> Store(Grounds grounds, string name, string value, string type = "String") =>
        grounds.Ask<PutParameterResult>(SsmModel.Service, "PutParameter", new PutParameterRequest
        {
            Name = name,
            Value = value,
            Type = type,
            Overwrite = true,
        });

    private static async Task<(string Delay, string Timeout)> Queue(Grounds grounds, RealStack stack)
    {
        var attributes = (await grounds.Ask<GetQueueAttributesResult>(
            SqsModel.Service, "GetQueueAttributes", new GetQueueAttributesRequest
            {
                QueueUrl = await stack.IdOf("Queue"),
                AttributeNames = ["All"],
            })).Attributes!;
        return (attributes["DelaySeconds"], attributes["VisibilityTimeout"]);
    }
}
