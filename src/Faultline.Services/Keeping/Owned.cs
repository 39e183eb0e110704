using Faultline.Wire.Shapes;

namespace Faultline.Services.Keeping;

/// <summary>
/// A resource that is kept as the shape in which the API shows it: most of it is what was said of it, so it is
/// written down once.
/// </summary>
internal sealed record Owned<T>(string Id, string Account, T Shown) : IRow where T : class, IStructure, new()
{
    /// <summary>The resource with a change. Whoever looks at the one before sees no change.</summary>
    public Owned<T> With(Action<T> change) => this with { Shown = Shown.With(change) };
}
