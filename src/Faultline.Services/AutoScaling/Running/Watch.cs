using System.Collections.Immutable;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>Looks at instances and targets: once a round each, whatever the number of groups.</summary>
internal sealed class Watch(Cloud cloud, Node node, Signals signals)
{
    private static readonly string[] inOrder = ["unhealthy", "healthy", "initial", "unused", "draining"];

    private readonly Dictionary<string, HashSet<string>> impaired = new(StringComparer.Ordinal);

    /// <param name="asksHealth">Status checks are asked for, not only remembered.</param>
    public async ValueTask<Sight> Look(Scope scope, bool asksHealth, CancellationToken ct)
    {
        var began = node.Now;
        var instances = new Dictionary<string, SeenInstance>(StringComparer.Ordinal);
        var blind = new List<string>();
        foreach (var account in scope.Accounts)
        {
            try
            {
                if (asksHealth)
                {
                    impaired[account] = await Impaired(account, ct);
                }

                await Instances(account, instances, ct);
            }
            catch (AwsError)
            {
                blind.Add(account);
            }
        }

        var targets = new Dictionary<(string, string), IReadOnlyDictionary<string, string>>();
        foreach (var (at, source) in scope.Sources)
        {
            if (await Targets(at.Account, source, ct) is { } states)
            {
                targets[at] = states;
            }
        }

        return new()
        {
            At = began,
            Instances = instances,
            Blind = [.. blind],
            Targets = targets,
            AtRisk = scope.AsksRisk ? await signals.AtRisk(ct) : [],
            Alarming = await Alarming(scope.Alarms, ct),
        };
    }

    /// <summary>What CloudWatch does not say is taken for well.</summary>
    private async ValueTask<ImmutableHashSet<(string, string)>> Alarming(
        SortedDictionary<string, SortedSet<string>> alarms, CancellationToken ct)
    {
        var all = ImmutableHashSet.CreateBuilder<(string, string)>();
        foreach (var (account, names) in alarms)
        {
            try
            {
                var ringing = await cloud.Alarms(account, names, StateValue.Alarm, ct);
                all.UnionWith(ringing.Select(name => (account, name)));
            }
            catch (AwsError)
            {
                // Asked again by the next look.
            }
        }

        return all.ToImmutable();
    }

    private async ValueTask Instances(
        string account, Dictionary<string, SeenInstance> instances, CancellationToken ct)
    {
        var ill = impaired.GetValueOrDefault(account) ?? [];
        string? token = null;
        do
        {
            var page = await cloud.Ec2<DescribeInstancesResult>(
                account, "DescribeInstances", new DescribeInstancesRequest { NextToken = token }, ct);
            foreach (var instance in page.Reservations!.SelectMany(each => each.Instances!))
            {
                instances[instance.InstanceId!] = new(instance.State!.Name!, ill.Contains(instance.InstanceId!))
                {
                    Reason = instance.StateReason?.Message,
                };
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    private async ValueTask<HashSet<string>> Impaired(string account, CancellationToken ct)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var page = await cloud.Ec2<DescribeInstanceStatusResult>(
                account,
                "DescribeInstanceStatus",
                new DescribeInstanceStatusRequest
                {
                    Filters = [new() { Name = "instance-status.status", Values = ["impaired"] }],
                    NextToken = token,
                },
                ct);
            all.UnionWith(page.InstanceStatuses!.Select(each => each.InstanceId!));
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }

    /// <summary>The states of those who are behind a source; null when nobody says.</summary>
    private async ValueTask<IReadOnlyDictionary<string, string>?> Targets(
        string account, TrafficSource source, CancellationToken ct)
    {
        try
        {
            var seen = source.Type == TrafficSource.Classic
                ? await ClassicTargets(account, source.Identifier, ct)
                : await GroupTargets(account, source.Identifier, ct);

            // Somebody may have registered one at several ports: the worst that is said of it counts.
            return seen.OrderByDescending(each => Array.IndexOf(inOrder, each.State))
                .GroupBy(each => each.Instance, StringComparer.Ordinal)
                .ToDictionary(each => each.Key, each => each.Last().State, StringComparer.Ordinal);
        }
        catch (AwsError gone) when (Hands.IsNoSource(gone))
        {
            return new Dictionary<string, string>();
        }
        catch (AwsError)
        {
            return null;
        }
    }

    private async ValueTask<List<(string Instance, string State)>> GroupTargets(
        string account, string arn, CancellationToken ct)
    {
        var shown = await cloud.Elb<DescribeTargetHealthOutput>(
            account, "DescribeTargetHealth", new DescribeTargetHealthInput { TargetGroupArn = arn }, ct);
        return shown.TargetHealthDescriptions!.ConvertAll(each => (each.Target!.Id, each.TargetHealth!.State!));
    }

    private async ValueTask<List<(string Instance, string State)>> ClassicTargets(
        string account, string name, CancellationToken ct)
    {
        var shown = await cloud.Classic<DescribeEndPointStateOutput>(
            account, "DescribeInstanceHealth", new DescribeEndPointStateInput { LoadBalancerName = name }, ct);
        return shown.InstanceStates!.ConvertAll(each => (each.InstanceId!, Word(each)));
    }

    private static string Word(Api.ClassicElb.InstanceState state) => state switch
    {
        { Description: "Instance deregistration currently in progress." } => "draining",
        { State: "InService" } => "healthy",
        { ReasonCode: "Instance" } => "unhealthy",
        _ => "initial",
    };
}
