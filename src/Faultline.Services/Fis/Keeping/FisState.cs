using Faultline.Api.Fis;
using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>
/// All that a region has of fault injection, of every account. Pure: the hour, ids and chance come in as arguments.
/// </summary>
internal sealed class FisState : IState
{
    /// <summary>The id of every account's safety lever.</summary>
    public const string Lever = "default";

    private readonly Tables tables;

    public FisState() => tables = new(Templates, Experiments, TargetAccounts, Levers);

    public Table<TemplateRow, string> Templates { get; } = new(Kinds.Template, "", TemplateRow.Form);

    public Table<ExperimentRow, string> Experiments { get; } = new(Kinds.Experiment, "", ExperimentRow.Form);

    /// <summary>Accounts that templates are aimed at, under <see cref="TargetAccountId"/>.</summary>
    public Table<Owned<TargetAccountConfiguration>, string> TargetAccounts { get; } = new(
        Kinds.TargetAccount, "", new(OwnedEntry.Write, OwnedEntry.Read<TargetAccountConfiguration>));

    /// <summary>Whether an account's lever is engaged, under its number; it is not where nothing is said.</summary>
    public Table<Owned<SafetyLeverState>, string> Levers { get; } = new(
        Kinds.Lever, "", new(OwnedEntry.Write, OwnedEntry.Read<SafetyLeverState>));

    public bool IsEngaged(string account) => Levers.Find(account)?.Shown.Status == SafetyLeverStatus.Engaged;

    public static string TargetAccountId(string template, string account) => $"{template}/{account}";

    /// <summary>Those of a template, in the order of their numbers.</summary>
    public IEnumerable<TargetAccountConfiguration> TargetAccountsOf(string template) => TargetAccounts.All
        .Where(row => row.Id.StartsWith(TargetAccountId(template, ""), StringComparison.Ordinal))
        .Select(row => row.Shown)
        .OrderBy(shown => shown.AccountId, StringComparer.Ordinal);

    public void Loaded()
    {
    }

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);
}
