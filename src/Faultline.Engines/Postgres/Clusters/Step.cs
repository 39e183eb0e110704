namespace Faultline.Engines.Postgres.Clusters;

/// <summary>One thing to be done to one server.</summary>
internal abstract record Step(string Member)
{
    /// <summary>It does not wait for what is being done to the server: that is broken off.</summary>
    public virtual bool BreaksIn => false;

    public sealed record Create(string Member, NewServer Server) : Step(Member);

    public sealed record Restore(string Member, RestoreOrder Order) : Step(Member);

    public sealed record Copy(string Member, Upstream Upstream) : Step(Member);

    public sealed record Rewind(string Member, Upstream Upstream) : Step(Member);

    public sealed record Start(string Member, ServerSettings Settings) : Step(Member);

    public sealed record Apply(string Member, ServerSettings Settings) : Step(Member);

    public sealed record Stop(string Member) : Step(Member)
    {
        public override bool BreaksIn => true;
    }

    public sealed record Kill(string Member) : Step(Member)
    {
        public override bool BreaksIn => true;
    }

    public sealed record Pause(string Member) : Step(Member)
    {
        public override bool BreaksIn => true;
    }

    public sealed record Resume(string Member) : Step(Member)
    {
        public override bool BreaksIn => true;
    }

    public sealed record Fence(string Member) : Step(Member)
    {
        public override bool BreaksIn => true;
    }

    public sealed record Promote(string Member) : Step(Member);

    public sealed record SetSlots(string Member, IReadOnlyList<string> Names) : Step(Member);

    public sealed record SetOwner(string Member, Owner Owner) : Step(Member);

    public sealed record Delete(string Member) : Step(Member)
    {
        public override bool BreaksIn => true;
    }
}
