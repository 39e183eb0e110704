using System.Collections.Immutable;
using System.Reflection;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;
using Faultline.Store;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.Elb;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks balancers.</summary>
public sealed class PersistedTests
{
    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Balancer 1, Listener 2, Rule 3, TargetGroup 4, Target 5, Node 6, Certificates 7, Interface 8",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        var rig = new ElbRig();
        var balancer = await rig.Balancer();
        var group = await rig.Group();
        var listener = await rig.Listener(balancer, group, 443, "HTTPS");
        var machine = await rig.Machine();
        await rig.Register(group, machine, $"{machine}:8080");
        await rig.Deregister(group, $"{machine}:8080");
        await rig.Set(balancer, "idle_timeout.timeout_seconds", "7");
        await rig.Set(group, "slow_start.duration_seconds", "30");
        await rig.Elb.AddListenerCertificates(
            rig.Call("AddListenerCertificates"),
            new() { ListenerArn = listener.ListenerArn!, Certificates = [new() { CertificateArn = "arn:more" }] },
            ElbRig.Ct);
        await rig.Elb.AddTags(
            rig.Call("AddTags"),
            new()
            {
                ResourceArns = [balancer.LoadBalancerArn!],
                Tags = [new() { Key = "a" }, new() { Key = "b", Value = "c" }],
            },
            ElbRig.Ct);
        var before = await Rows(rig);
        rig.Reopen();
        Assert.Equal(before, await Rows(rig));
        Assert.Equal(11, before.Count);
        Assert.Contains(before, row => row.Contains("idle_timeout.timeout_seconds=7", StringComparison.Ordinal));
        Assert.Contains(before, row => row.Contains("a= b=c", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turn_that_fails_changes_nothing()
    {
        var rig = new ElbRig();
        var balancer = await rig.Balancer();
        using (var held = await rig.Elb.Book.Take(ElbRig.Ct))
        {
            held.State.Balancers.Remove(balancer.LoadBalancerArn!);
            held.State.Groups.Put(new("lost", Ec2Call.Account, new TargetGroup()));
        }

        var rows = await Rows(rig);
        Assert.Contains(rows, row => row.StartsWith(balancer.LoadBalancerArn!, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.StartsWith("lost", StringComparison.Ordinal));
    }

    private static async Task<List<string>> Rows(ElbRig rig)
    {
        using var held = await rig.Elb.Book.Take(ElbRig.Ct);
        var state = held.State;
        return
        [
            .. state.Balancers.All.Select(row => Text(row)),
            .. state.Listeners.All.Select(row => Text(row)),
            .. state.Rules.All.Select(row => Text(row)),
            .. state.Groups.All.Select(row => Text(row)),
            .. state.Targets.All.Select(row =>
                $"{row.Id} {row.Account} {row.Group} {row.LeavesAt:O} {Convert.ToHexString(Reshape.Bytes(row.Shown))}"),
            .. state.Nodes.All.Select(row => row.ToString()),
            .. state.Interfaces.All.Select(row => row.ToString()),
            .. state.Certificates.All.Select(row => $"{row.Id} {Convert.ToHexString(Reshape.Bytes(row.Shown))}"),
        ];
    }

    private static string Text<T>(Item<T> row) where T : class, Faultline.Wire.Shapes.IStructure, new() =>
        $"{row.Id} {row.Account} {Convert.ToHexString(Reshape.Bytes(row.Shown))} {row.Due:O} "
        + $"{string.Join(' ', row.Tags.Select(tag => $"{tag.Key}={tag.Value}"))} "
        + string.Join(' ', row.Set.Select(pair => $"{pair.Key}={pair.Value}"));
}
