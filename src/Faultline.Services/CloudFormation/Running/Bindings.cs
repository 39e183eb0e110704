using Faultline.Kernel.Places;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>
/// Editions bound in their stacks. Whoever asks holds the turn: exports are looked up in the state.
/// </summary>
internal sealed class Bindings(string region, Atlas atlas, Types types)
{
    private const int KeptMax = 200;

    private readonly Dictionary<string, (Edition Edition, Bound Bound)> kept = new(StringComparer.Ordinal);

    /// <summary>The target of a stack's operation; the same again for as long as it is the target.</summary>
    public Bound Target(CloudFormationState state, StackRow stack)
    {
        var target = stack.Operation!.Target!;
        if (kept.TryGetValue(stack.Id, out var found) && ReferenceEquals(found.Edition, target))
        {
            return found.Bound;
        }

        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        var bound = Bind(state, stack.Account, stack.Name, stack.Id, target);
        kept[stack.Id] = (target, bound);
        return bound;
    }

    /// <param name="things">What rules may ask about, where they are to be judged.</param>
    public Bound Bind(
        CloudFormationState state, string account, string name, string id, Edition edition, Things? things = null) =>
        Template.Read(edition.Body).Bind(Setting(account, name, id, edition) with
        {
            Things = things,
            Export = export => state.Export(account, export)?.Output.OutputValue,
        });

    /// <summary>A setting that knows no exports.</summary>
    public Setting Setting(string account, string name, string id, Edition edition) => new()
    {
        Account = account,
        Region = region,
        StackName = name,
        StackId = id,
        NotificationArns = edition.NotificationArns,
        Parameters = edition.Parameters,
        Stored = edition.Stored,
        Zones = where => Zones(account, where),
        Facts = types.Facts,
    };

    private List<string> Zones(string account, string where) =>
        atlas.Region(where.Length == 0 ? region : where) is { } there
            ? [.. there.Children.Select(zone => ZoneNames.NameOf(account, zone)).Order(StringComparer.Ordinal)]
            : [];
}
