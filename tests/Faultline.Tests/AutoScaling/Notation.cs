using System.Collections.Immutable;
using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Kernel.Times;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Instance = Faultline.Api.AutoScaling.Instance;

namespace Faultline.Tests.AutoScaling;

/// <summary>
/// A group and its instances in a line each, for tables: <c>max=5 want=3 zones=abc</c>, and <c>i1 a age=90 lt=1</c>.
/// </summary>
internal static class Notation
{
    private const string Account = "111122223333";

    public static DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    public static Scene Scene(string group, params string[] members)
    {
        var words = Words(group);
        var state = new AutoScalingState();
        var row = Group(words);
        state.Groups.Put(row);
        foreach (var name in List(words, "configurations"))
        {
            // Each was made an hour after the one before.
            state.LaunchConfigurations.Put(new(Part.IdOf(Account, name), Account, new()
            {
                LaunchConfigurationName = name,
                CreatedTime = Now.AddDays(-2).AddHours(state.LaunchConfigurations.Count),
            }));
        }

        var rows = members.Select(each => Member(row, each)).ToList();
        rows.ForEach(each => state.Members.Put(each));
        return new(state, row, rows, [], Sight(members), Now)
        {
            Dice = new(1),
            Tempo = Tempo.Of(Timing.Aws),
            Away = [.. words.GetValueOrDefault("away", "").Select(zone => $"{zone}")],
            Hooks = List(words, "hook").Select(name => new LifecycleHook
            {
                LifecycleHookName = name,
                LifecycleTransition = name == "end" ? Waits.Terminating : Waits.Launching,
                HeartbeatTimeout = 60,
            }).ToList(),
        };
    }

    /// <summary>What came of a look: launches by zone, and instances that are no longer in service.</summary>
    public static string Said(Scene scene)
    {
        Settling.Settle(scene);
        var said = scene.State.Launches.All.Select(each => 
                $"launch {each.Zone} {(each.IsWarm ? "warm" : each.Like.InstanceType)}".TrimEnd())
            .Concat(scene.State.Members.All.Where(each => each.Leaving is not null)
                .Select(each => $"{Way(each.Leaving!.Value)} {each.Id}"))
            .Concat(scene.State.Members.All.Where(each => each.Leaving is null && !each.IsInService
                && each.Since == scene.Now).Select(each => $"{each.Id} {each.State}"))
            .Order(StringComparer.Ordinal);
        return string.Join(", ", said);
    }

    private static string Way(Leaving leaving) => leaving == Leaving.Termination ? "terminate" : leaving.ToString();

    private static Group Group(Dictionary<string, string> words)
    {
        var mixed = List(words, "types");
        var shown = new AutoScalingGroup
        {
            AutoScalingGroupName = "web",
            AutoScalingGroupARN = "arn",
            MinSize = Number(words, "min"),
            MaxSize = Number(words, "max", 10),
            DesiredCapacity = Number(words, "want"),
            HealthCheckType = words.GetValueOrDefault("health", "EC2"),
            HealthCheckGracePeriod = Number(words, "grace"),
            MaxInstanceLifetime = Number(words, "lifetime"),
            TerminationPolicies = List(words, "policy"),
            SuspendedProcesses = List(words, "suspend").ConvertAll(name => new SuspendedProcess { ProcessName = name }),
            LaunchConfigurationName = words.GetValueOrDefault("lc"),
            LaunchTemplate = words.ContainsKey("lc") || mixed.Count > 0
                ? null
                : Template(words.GetValueOrDefault("lt", "1")),
            MixedInstancesPolicy = mixed.Count == 0 ? null : Mixed(mixed),
            AvailabilityZoneDistribution = new() { CapacityDistributionStrategy = words.GetValueOrDefault("spread") },
            CapacityRebalance = words.ContainsKey("rebalance"),
            AvailabilityZoneImpairmentPolicy = new()
            {
                ZonalShiftEnabled = words.ContainsKey("away"),
                ImpairedZoneHealthCheckBehavior = words.GetValueOrDefault("impaired"),
            },
            InstanceMaintenancePolicy = words.TryGetValue("healthy", out var percent)
                ? new()
                {
                    MinHealthyPercentage = int.Parse(percent.Split('-')[0], CultureInfo.InvariantCulture),
                    MaxHealthyPercentage = int.Parse(percent.Split('-')[1], CultureInfo.InvariantCulture),
                }
                : null,
            WarmPoolConfiguration = words.TryGetValue("warm", out var prepared)
                ? new()
                {
                    MinSize = int.Parse(prepared, CultureInfo.InvariantCulture),
                    MaxGroupPreparedCapacity = 0,
                    InstanceReusePolicy = new() { ReuseOnScaleIn = words.ContainsKey("reuse") },
                }
                : null,
        };
        return new("111122223333 web", Account, shown)
        {
            Places =
            [
                .. words.GetValueOrDefault("zones", "ab")
                    .Select(zone => new Place($"{zone}", $"id-{zone}", $"subnet-{zone}")),
            ],
            Troubles = List(words, "fails").ToImmutableSortedDictionary(
                place => place.Replace('/', ' '), _ => new ZoneTrouble(Now.AddMinutes(5), 1), StringComparer.Ordinal),
        };
    }

    /// <summary>Types with their weights, where they have some: <c>m5.large:2</c>.</summary>
    private static MixedInstancesPolicy Mixed(List<string> types) => new()
    {
        LaunchTemplate = new()
        {
            LaunchTemplateSpecification = Template("1"),
            Overrides = types.ConvertAll(type => new LaunchTemplateOverrides
            {
                InstanceType = type.Split(':')[0],
                WeightedCapacity = type.Contains(':', StringComparison.Ordinal) ? type.Split(':')[1] : null,
            }),
        },
    };

    private static Member Member(Group group, string text)
    {
        var parts = text.Split(' ');
        var words = Words(text);
        var state = words.GetValueOrDefault("is", LifecycleState.InService);
        var launched = Now.AddMinutes(-Number(words, "age", 600));
        return new(parts[0], Account, group.Id, new Instance
        {
            InstanceId = parts[0],
            AvailabilityZone = parts[1],
            LifecycleState = state,
            HealthStatus = parts.Contains("ill") ? "Unhealthy" : "Healthy",
            ProtectedFromScaleIn = parts.Contains("protected"),
            InstanceType = words.GetValueOrDefault("type", "t3.micro"),
            WeightedCapacity = words.GetValueOrDefault("weight"),
            LaunchConfigurationName = words.GetValueOrDefault("lc"),
            LaunchTemplate = words.ContainsKey("lc") ? null : Template(words.GetValueOrDefault("lt", "1")),
        })
        {
            Launched = launched,
            Since = launched,
            Served = state == LifecycleState.InService
                ? Now.AddMinutes(-Number(words, "served", Number(words, "age", 600)))
                : null,
            Ill = parts.Contains("ill") ? Services.AutoScaling.Groups.Causes.User : null,
            Subnet = $"subnet-{parts[1]}",
            Registered = parts.Contains("refused") ? ["arn:tg"] : [],
            IsSpot = parts.Contains("spot"),
        };
    }

    private static Sight Sight(string[] members) => new()
    {
        At = Now,
        AtRisk = [.. members.Where(each => each.EndsWith(" risk", StringComparison.Ordinal))
            .Select(each => each.Split(' ')[0])],
        Instances = members.ToDictionary(
            each => each.Split(' ')[0],
            each => each.Contains(" gone", StringComparison.Ordinal) ? new SeenInstance("terminated")
                : each.Contains(" stopped", StringComparison.Ordinal) ? new SeenInstance("stopped")
                : new SeenInstance("running", each.Contains(" impaired", StringComparison.Ordinal))),
        Targets = new Dictionary<(string, string), IReadOnlyDictionary<string, string>>
        {
            [(Account, "arn:tg")] = members.Where(each => each.Contains(" refused", StringComparison.Ordinal))
                .ToDictionary(each => each.Split(' ')[0], _ => "unhealthy"),
        },
    };

    /// <summary>The first letter of a version, where there is one, is the template's name.</summary>
    private static LaunchTemplateSpecification Template(string version) => char.IsAsciiLetter(version[0])
        ? new() { LaunchTemplateId = $"lt-{version[0]}", Version = version[1..] }
        : new() { LaunchTemplateId = "lt", Version = version };

    private static Dictionary<string, string> Words(string text) => text.Split(' ')
        .Where(word => word.Contains('=', StringComparison.Ordinal))
        .Select(word => word.Split('='))
        .ToDictionary(word => word[0], word => word[1], StringComparer.Ordinal);

    private static List<string> List(Dictionary<string, string> words, string key) =>
        words.TryGetValue(key, out var text) ? [.. text.Split(',')] : [];

    private static int Number(Dictionary<string, string> words, string key, int unsaid = 0) =>
        words.TryGetValue(key, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : unsaid;
}
