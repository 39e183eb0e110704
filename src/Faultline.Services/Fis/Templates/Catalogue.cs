using Faultline.Services.Fis.Actions;

namespace Faultline.Services.Fis.Templates;

/// <summary>The actions that there are, by their ids.</summary>
internal sealed class Catalogue(IReadOnlyList<ActionKind> all)
{
    private readonly Dictionary<string, ActionKind> byId = all.ToDictionary(kind => kind.Id, StringComparer.Ordinal);

    public IReadOnlyList<ActionKind> All => all;

    public ActionKind? Find(string? id) => id is null ? null : byId.GetValueOrDefault(id);
}
