using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;

namespace Faultline.Services.Worldwide;

/// <summary>One thing that a fault would hit, and how.</summary>
public sealed record Hit(string What, string Name, string How);

/// <summary>
/// What a fault would hit, thing by thing: hosts, ways between places, operations that are built, resources that exist.
/// </summary>
public static class Hits
{
    public static IReadOnlyList<Hit> Of(
        IEnumerable<Effect> effects, Atlas atlas, IVocabulary words, IReadOnlyCollection<Resource> resources) =>
        [.. effects.SelectMany(effect => Of(effect, atlas, words, resources)).Distinct()];

    private static IEnumerable<Hit> Of(
        Effect effect, Atlas atlas, IVocabulary words, IReadOnlyCollection<Resource> resources) => effect switch
    {
        HostEffect host => OnHosts(host, resources),
        DiskEffect disk => OnDisks(disk, resources),
        GateEffect gate => AtTheGate(gate, words, resources),
        LinkEffect link => [new("way", $"{link.From} - {link.To}", link.State.Cut ? "is cut" : "is slow or loses")],
        CapacityEffect capacity => [new("capacity", capacity.Place.Name, $"{capacity.Left:0%} is left")],
        NameEffect name => [new("name", name.Name ?? $"{name.Service ?? "*"}.{name.Place}", "resolves to nothing")],
        _ => [],
    };

    private static IEnumerable<Hit> OnHosts(HostEffect effect, IReadOnlyCollection<Resource> resources)
    {
        var (scope, how) = (effect.Scope, How(effect.State));
        var hosts = scope.Resource is null
            ? scope.Place.All(DomainKind.Host)
                .Where(host => scope.Strikes(host, null))
                .Select(host => new Hit("host", host.Name, how))
            : [];
        return hosts.Concat(On(scope, resources, how));
    }

    private static IEnumerable<Hit> OnDisks(DiskEffect effect, IReadOnlyCollection<Resource> resources)
    {
        var how = effect.State switch
        {
            { Lost: true } => "is lost",
            { Stuck: true } => "is stuck",
            { Full: true } => "is full",
            { Fails: true } => "fails",
            _ => "is slow",
        };
        var scope = effect.Scope;
        var disks = scope.Resource is null && scope.Share > 0
            ? scope.Place.All(DomainKind.Region).Concat(scope.Place.All(DomainKind.Host))
                .Where(place => scope.Strikes(place, null))
                .Select(place => new Hit("disk", place.Name, how))
            : [];
        return disks.Concat(On(scope, resources, how));
    }

    /// <summary>What is in the zones: nothing else runs on a host or lies on its disks.</summary>
    private static IEnumerable<Hit> On(Scope scope, IReadOnlyCollection<Resource> resources, string how) => resources
        .Where(resource => scope.Strikes(resource.Place, resource.Name)
            && (scope.Account is null || resource.Account == scope.Account)
            && (resource.Place.Kind == DomainKind.Host
                || (scope.Resource is not null && resource.Place.Kind == DomainKind.Zone)))
        .Select(resource => new Hit(resource.Type, resource.Arn, how));

    private static IEnumerable<Hit> AtTheGate(
        GateEffect effect, IVocabulary words, IReadOnlyCollection<Resource> resources)
    {
        var scope = effect.Scope;
        if (scope.Share <= 0)
        {
            return [];
        }

        var how = effect.Action switch
        {
            GateAction.Drop => "is not reached",
            GateAction.Delay => "takes longer",
            GateAction.Limit => "is throttled",
            GateAction.Error error => $"answers {error.Code}",
            _ => "is struck",
        };
        var touched = resources.Where(resource =>
            (scope.Service is null || resource.Service == scope.Service)
            && (scope.Account is null || resource.Account == scope.Account)
            && (scope.Resource is null || resource.IsCalled(scope.Resource))
            && resource.Place.IsIn(scope.Place));
        if (scope.Resource is not null)
        {
            return touched.Select(resource => new Hit(resource.Type, resource.Arn, how));
        }

        var services = scope.Service is { } one ? [one] : words.Services;
        var where = scope.Place.Kind == DomainKind.Everything ? "" : $" in {scope.Place}";
        return services
            .SelectMany(service => words.Built(service)
                .Where(operation => (scope.Operation is null || operation.Name == scope.Operation)
                    && (!scope.ControlPlaneOnly || operation.ControlPlane)
                    && (!scope.WritesOnly || !operation.Reads))
                .Select(operation => new Hit("operation", $"{service}:{operation.Name}{where}", how)))
            .Concat(touched.Select(resource => new Hit(resource.Type, resource.Arn, $"calls on it: {how}")));
    }

    private static string How(HostState state) => state switch
    {
        { Off: true } => "has no power",
        { Paused: true } => "stands still",
        { CpuLoad: > 0 } => "has less processor",
        { MemoryLoad: > 0 } => "has less memory",
        _ => "has a wrong clock",
    };
}
