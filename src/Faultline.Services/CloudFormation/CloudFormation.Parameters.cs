using Faultline.Api.Ec2;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation;

/// <summary>
/// Parameters that name things of EC2 must name ones that are there ("Specify existing resources at runtime with
/// CloudFormation-supplied parameter types", user guide).
/// </summary>
internal sealed partial class CloudFormation
{
    private async ValueTask Exist(Call call, Template template, Edition edition, CancellationToken ct)
    {
        foreach (var declared in template.Parameters)
        {
            var isList = declared.Type.StartsWith("List<", StringComparison.Ordinal);
            var kind = isList ? declared.Type[5..^1] : declared.Type;
            var value = edition.Parameters.GetValueOrDefault(declared.Name, declared.Default ?? "");
            if (options.Ec2 is not { } ec2 || Question(ec2, kind) is not { } asks)
            {
                continue;
            }

            foreach (var id in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                try
                {
                    await asks(call, id, ct);
                }
                catch (AwsError missing) when (!missing.MayPass)
                {
                    throw Refusal.Invalid($"Parameter validation failed: parameter value {id} for parameter name "
                        + $"{declared.Name} does not exist. {missing.Message}");
                }
            }
        }
    }

    private Func<Call, string, CancellationToken, ValueTask>? Question(Ec2Api ec2, string kind) => kind switch
    {
        "AWS::EC2::VPC::Id" => (call, id, ct) => Ask(
            call, ec2.DescribeVpcs, new DescribeVpcsRequest { VpcIds = [id] }, ct),
        "AWS::EC2::Subnet::Id" => (call, id, ct) => Ask(
            call, ec2.DescribeSubnets, new DescribeSubnetsRequest { SubnetIds = [id] }, ct),
        "AWS::EC2::SecurityGroup::Id" => (call, id, ct) => Ask(
            call, ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest { GroupIds = [id] }, ct),
        "AWS::EC2::SecurityGroup::GroupName" => (call, id, ct) => Ask(
            call, ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest { GroupNames = [id] }, ct),
        "AWS::EC2::Image::Id" => (call, id, ct) => Ask(
            call, ec2.DescribeImages, new DescribeImagesRequest { ImageIds = [id] }, ct),
        "AWS::EC2::Instance::Id" => (call, id, ct) => Ask(
            call, ec2.DescribeInstances, new DescribeInstancesRequest { InstanceIds = [id] }, ct),
        "AWS::EC2::Volume::Id" => (call, id, ct) => Ask(
            call, ec2.DescribeVolumes, new DescribeVolumesRequest { VolumeIds = [id] }, ct),
        "AWS::EC2::KeyPair::KeyName" => (call, id, ct) => Ask(
            call, ec2.DescribeKeyPairs, new DescribeKeyPairsRequest { KeyNames = [id] }, ct),
        "AWS::EC2::AvailabilityZone::Name" => (call, id, ct) => Ask(
            call, ec2.DescribeAvailabilityZones, new DescribeAvailabilityZonesRequest { ZoneNames = [id] }, ct),
        _ => null,
    };

    private async ValueTask Ask<TIn, TOut>(
        Call call, Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation, TIn request, CancellationToken ct)
        where TIn : IStructure => await new InnerCalls(region, node, around).Ask(
        Callers.For(call), operation, request, ct, call.Origin);
}
