using System.Globalization;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Rules;
using Faultline.Services.Elb.Settings;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    public override async ValueTask<CreateListenerOutput> CreateListener(
        Call call, CreateListenerInput request, CancellationToken ct)
    {
        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var state = held.State;
        var balancer = Balancer(state, call, request.LoadBalancerArn);
        var shown = new Listener
        {
            LoadBalancerArn = balancer.Id,
            Port = request.Port,
            Protocol = request.Protocol,
            Certificates = request.Certificates,
            SslPolicy = request.SslPolicy,
            AlpnPolicy = request.AlpnPolicy,
            MutualAuthentication = request.MutualAuthentication,
        };
        ListenerRules.Check(shown, balancer.Shown.Type!);
        CheckCarried(shown.Protocol!);
        CheckCertificates(call, request.Certificates);
        CheckPort(state, shown, own: null);
        if (state.ListenersOf(balancer.Id).Count() >= Limits.ListenersMax)
        {
            throw ElbErrors.TooManyListenersException(
                "The maximum number of listeners has been reached on this load balancer");
        }

        shown.DefaultActions = new ActionRules(state, balancer, shown.Protocol!).Check(request.DefaultActions);
        shown.ListenerArn = Arns.ListenerOf(balancer.Id, Names.Id(call.Dice));
        state.Listeners.Put(new(shown.ListenerArn, call.Account, shown) { Tags = tags });
        var rule = Arns.RuleOf(shown.ListenerArn, Names.Id(call.Dice));
        state.Rules.Put(new(rule, call.Account, new()
        {
            RuleArn = rule,
            Priority = RulePriority.Default,
            Conditions = [],
            IsDefault = true,
        }));
        await held.Keep();
        balancing.Tell();
        return new() { Listeners = [shown] };
    }

    public override async ValueTask<ModifyListenerOutput> ModifyListener(
        Call call, ModifyListenerInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var listener = Listener(state, call, request.ListenerArn);
        var balancer = Balancer(state, call, listener.Shown.LoadBalancerArn!);
        var protocol = request.Protocol ?? listener.Shown.Protocol!;
        var isSecure = ListenerRules.IsSecure(protocol);
        var changed = listener.With(shown =>
        {
            shown.Port = request.Port ?? shown.Port;
            shown.Protocol = protocol;
            // What a plain listener cannot have goes with the change to one.
            shown.Certificates = request.Certificates ?? (isSecure ? shown.Certificates : null);
            shown.SslPolicy = request.SslPolicy ?? (isSecure ? shown.SslPolicy : null);
            shown.AlpnPolicy = request.AlpnPolicy ?? (protocol == ProtocolEnum.Tls ? shown.AlpnPolicy : null);
            shown.MutualAuthentication =
                request.MutualAuthentication ?? (isSecure ? shown.MutualAuthentication : null);
            ListenerRules.Check(shown, balancer.Shown.Type!);
            CheckCarried(protocol);
            if (request.DefaultActions is { } actions || protocol != listener.Shown.Protocol)
            {
                shown.DefaultActions = new ActionRules(state, balancer, protocol).Check(
                    request.DefaultActions ?? shown.DefaultActions);
            }
        });
        CheckCertificates(call, request.Certificates);
        CheckPort(state, changed.Shown, own: listener.Id);
        if (!isSecure)
        {
            state.Certificates.Remove(listener.Id);
        }

        // Attributes that the new protocol does not have go with the old one.
        var keys = ListenerSettings.Of(changed.Shown).Keys.ToHashSet(StringComparer.Ordinal);
        var gone = changed.Set.Keys.Where(key => !keys.Contains(key));
        state.Listeners.Put(changed with { Set = changed.Set.RemoveRange(gone) });
        await held.Keep();
        balancing.Tell();
        return new() { Listeners = [changed.Shown] };
    }

    public override async ValueTask<DeleteListenerOutput> DeleteListener(
        Call call, DeleteListenerInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        Remove(held.State, Listener(held.State, call, request.ListenerArn));
        await held.Keep();
        balancing.Tell();
        return new();
    }

    public override async ValueTask<DescribeListenersOutput> DescribeListeners(
        Call call, DescribeListenersInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var arns = request.ListenerArns is { Count: > 0 } some ? some : null;
        if (arns is null == request.LoadBalancerArn is null)
        {
            throw Refusal.Invalid(arns is null
                ? "You must specify either listener ARNs or a load balancer ARN"
                : "Load balancer ARN and listener ARNs cannot be specified at the same time");
        }

        var all = arns is not null
            ? Pick(state.Listeners.Of(call.Account), row => row.Id, arns, Refusal.SomeNotFound("listener"))
            : state.ListenersOf(Balancer(state, call, request.LoadBalancerArn!).Id);
        var (page, next) = Pages.Cut(
            call,
            all,
            row => string.Create(CultureInfo.InvariantCulture, $"{row.Shown.Port:d5} {row.Id}"),
            request.PageSize,
            request.Marker);
        await held.Keep();
        return new() { Listeners = page.ConvertAll(row => row.Shown), NextMarker = next };
    }

    public override async ValueTask<DescribeListenerAttributesOutput> DescribeListenerAttributes(
        Call call, DescribeListenerAttributesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var listener = Listener(held.State, call, request.ListenerArn);
        await held.Keep();
        return new() { Attributes = Listed(ListenerSettings.Of(listener.Shown).Show(listener.Set)) };
    }

    public override async ValueTask<ModifyListenerAttributesOutput> ModifyListenerAttributes(
        Call call, ModifyListenerAttributesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var listener = Listener(held.State, call, request.ListenerArn);
        var list = ListenerSettings.Of(listener.Shown);
        var set = list.Change(listener.Set, request.Attributes.Select(each => (each.Key, each.Value)));
        held.State.Listeners.Put(listener with { Set = set });
        await held.Keep();
        balancing.Tell();
        return new() { Attributes = Listed(list.Show(set)) };
    }

    private static List<ListenerAttribute> Listed(IEnumerable<(string Key, string Value)> all) =>
        [.. all.Select(each => new ListenerAttribute { Key = each.Key, Value = each.Value })];

    private static void CheckPort(ElbState state, Listener listener, string? own)
    {
        if (state.ListenersOf(listener.LoadBalancerArn!).Any(other =>
            other.Shown.Port == listener.Port && other.Id != own))
        {
            throw ElbErrors.DuplicateListenerException(
                $"A listener already exists on this port for this load balancer '{listener.LoadBalancerArn}'");
        }
    }

    /// <summary>A listener goes with its rules and certificates.</summary>
    private static void Remove(ElbState state, Item<Listener> listener)
    {
        foreach (var rule in state.RulesOf(listener.Id).ToList())
        {
            state.Rules.Remove(rule.Id);
        }

        state.Certificates.Remove(listener.Id);
        state.Listeners.Remove(listener.Id);
    }
}
