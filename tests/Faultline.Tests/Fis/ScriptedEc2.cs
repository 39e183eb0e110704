using Faultline.Api.Ec2;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Fis;

/// <summary>An EC2 that has what a test says.</summary>
internal sealed class ScriptedEc2 : Wire.Api
{
    public List<Instance> Instances { get; } = [];

    public List<Subnet> Subnets { get; } = [];

    public List<Volume> Volumes { get; } = [];

    /// <summary>What stands in the way of whoever asks.</summary>
    public Func<AwsError?> Before { get; set; } = static () => null;

    /// <summary>For whom was asked, the last time.</summary>
    public Principal? Who { get; private set; }

    public override ServiceModel Model => Ec2Model.Service;

    public override ValueTask<IStructure?> Invoke(Call call, IStructure input, CancellationToken ct)
    {
        Who = call.Principal;
        if (Before() is { } refused)
        {
            throw refused;
        }

        return ValueTask.FromResult<IStructure?>(input switch
        {
            // In pages of two, so that whoever asks must go on.
            DescribeInstancesRequest { NextToken: null } => new DescribeInstancesResult
            {
                Reservations = [new() { Instances = [.. Instances.Take(2)] }],
                NextToken = Instances.Count > 2 ? "2" : null,
            },
            DescribeInstancesRequest => new DescribeInstancesResult
            {
                Reservations = [.. Instances.Skip(2).Select(one => new Reservation { Instances = [one] })],
            },
            DescribeSubnetsRequest => new DescribeSubnetsResult { Subnets = Subnets },
            DescribeVolumesRequest => new DescribeVolumesResult { Volumes = Volumes },
            DescribeAvailabilityZonesRequest => new DescribeAvailabilityZonesResult
            {
                AvailabilityZones =
                [
                    new() { ZoneName = "us-east-1a", ZoneId = "use1-az1" },
                    new() { ZoneName = "us-east-1b", ZoneId = "use1-az2" },
                ],
            },
            _ => throw new InvalidOperationException(call.Operation.Name),
        });
    }

    public static Instance Machine(string id, string zone = "us-east-1a", params (string Key, string Value)[] tags) =>
        new()
        {
            InstanceId = id,
            State = new() { Name = InstanceStateName.Running, Code = 16 },
            Placement = new() { AvailabilityZone = zone },
            VpcId = "vpc-1",
            Tags = [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        };
}
