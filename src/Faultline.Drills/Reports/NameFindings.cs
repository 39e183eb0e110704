namespace Faultline.Drills.Reports;

/// <summary>Clients that were late for what a name had told them.</summary>
internal static class NameFindings
{
    public static IEnumerable<Finding> Of(ProbeResult probe)
    {
        if (probe.Stranded is not { } stranded)
        {
            yield break;
        }

        yield return new(
            Severity.Weakness,
            $"{Clients(stranded)} of {probe.Name} knew only addresses that died",
            $"What they had last been told of the name led to {Where(stranded)} alone. Each was without any answer for "
                + $"{Waited(stranded)}, until it asked for the name again, which it may put off for "
                + $"{Texts.Set(stranded.Ttl)}, or the address was back. The name led elsewhere by then.")
        {
            Advice = "Clients wait as long as they may keep an answer: give a name that is yours a shorter TTL, have "
                + "clients ask again and try another address as soon as one does not answer, and keep healthy nodes "
                + "of several zones in the name.",
        };
    }

    /// <summary>How many of how many.</summary>
    public static string Clients(Stranded stranded) =>
        $"{Texts.Count(stranded.Clients)} of {Texts.Count(stranded.Of, "client", "clients")}";

    public static string Waited(Stranded stranded) => stranded.Shortest == stranded.Longest
        ? Texts.Span(stranded.Longest)
        : $"{Texts.Span(stranded.Shortest)} to {Texts.Span(stranded.Longest)}";

    private static string Where(Stranded stranded) =>
        string.Join(" and ", stranded.Zones.IsEmpty ? stranded.Addresses : stranded.Zones);
}
