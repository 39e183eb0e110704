using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults.Kinds;

/// <summary>What the faults on API calls have in common.</summary>
public abstract record OnCalls(GateScope Scope) : Fault
{
    internal static readonly Parameter[] Calls =
    [
        new("service", "as sqs; all when none is named"),
        new("operation", "as SendMessage; all when none is named"),
        new("region", "all when none is named"),
        new("account", "calls of one account only, twelve digits"),
        new("caller", "calls of one caller only: his ARN, or that of a role for all its sessions"),
        new("resource", "calls that mention it only: a name, id, ARN or URL"),
        new("share", "what share of the calls, 0 to 1"),
    ];

    protected string Which
    {
        get
        {
            var what = Scope.Service is null ? "every API" : $"{Scope.Service}:{Scope.Operation ?? "*"}";
            var where = Scope.Place.Kind == DomainKind.Everything ? "" : $" in {Scope.Place}";
            var whose = Scope.Account is null ? "" : $" of account {Scope.Account}";
            var by = Scope.Caller is null ? "" : $" by {Scope.Caller}";
            var on = Scope.Resource is null ? "" : $" on {Scope.Resource}";
            return $"{(Scope.Share < 1 ? $"{Scope.Share:0%} of the calls of " : "")}{what}{where}{whose}{by}{on}";
        }
    }

    protected abstract GateAction Action { get; }

    public override IEnumerable<Effect> Effects(Atlas atlas, ulong salt, double left) =>
        [new GateEffect(Scope, Action)];
}
