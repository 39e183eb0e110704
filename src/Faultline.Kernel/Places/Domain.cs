namespace Faultline.Kernel.Places;

/// <summary>
/// A place that can fail as one: everything, a region, a zone in it, a rack in that, a host; or the world outside. Each
/// lies in its parent, and what happens to a place happens to all that lies in it.
/// </summary>
public sealed class Domain
{
    private readonly List<Domain> children = [];

    // Numbers given on a walk through the whole map: a place is entered before all that lies in it, and left after.
    private int entered;
    private int left;

    internal Domain(DomainKind kind, string name, Domain? parent)
    {
        (Kind, Name, Parent) = (kind, name, parent);
        parent?.children.Add(this);
    }

    public DomainKind Kind { get; }

    /// <summary>
    /// The name by which people aim at it: <c>us-east-1</c>, <c>use1-az1</c>, <c>use1-az1-r1</c>, <c>use1-az1-h3</c>.
    /// </summary>
    public string Name { get; }

    public Domain? Parent { get; }

    public IReadOnlyList<Domain> Children => children;

    /// <summary>The region that it is or lies in; null for everything and for the world outside.</summary>
    public Domain? Region => Up(DomainKind.Region);

    /// <summary>The zone that it is or lies in; null for what is larger.</summary>
    public Domain? Zone => Up(DomainKind.Zone);

    /// <summary>Whether it is that place or lies in it. Asked for each fault on each call: it walks nowhere.</summary>
    public bool IsIn(Domain place) => (uint)(entered - place.entered) <= (uint)(place.left - place.entered);

    /// <summary>Itself and all that lies in it, of one kind.</summary>
    public IEnumerable<Domain> All(DomainKind kind)
    {
        if (Kind == kind)
        {
            yield return this;
        }

        foreach (var child in children)
        {
            foreach (var found in child.All(kind))
            {
                yield return found;
            }
        }
    }

    public override string ToString() => Name;

    /// <summary>Numbers it and all that lies in it, from a number on; gives the next one.</summary>
    internal int Number(int next)
    {
        entered = next++;
        foreach (var child in children)
        {
            next = child.Number(next);
        }

        left = next - 1;
        return next;
    }

    private Domain? Up(DomainKind kind)
    {
        var at = this;
        while (at is not null && at.Kind != kind)
        {
            at = at.Parent;
        }

        return at;
    }
}

/// <summary>How large a place is.</summary>
public enum DomainKind
{
    Everything,
    Region,
    Zone,
    Rack,
    Host,

    /// <summary>Where clients are who are not in the cloud.</summary>
    Outside,

    /// <summary>A location where the edge network meets its clients.</summary>
    Edge,
}
