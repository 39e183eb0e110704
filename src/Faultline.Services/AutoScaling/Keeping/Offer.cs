using System.Collections.Immutable;
using System.Globalization;
using Faultline.Store;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>An instance type that fits the requirements of an override, and what an instance of it has.</summary>
/// <param name="Override">The place of the override in its policy.</param>
internal sealed record Offer(int Override, string Type, int Vcpus, int MemoryMiB)
{
    /// <summary>
    /// What one is worth where the desired capacity counts processors or memory; null where it does not.
    /// </summary>
    public string? Weight(string? unit) => unit switch
    {
        "vcpu" => Vcpus.ToString(CultureInfo.InvariantCulture),
        "memory-mib" => MemoryMiB.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public static void Write(EntryWriter entry, int field, ImmutableList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            using (entry.Nest(field))
            {
                entry.Whole(1, offer.Override);
                entry.Text(2, offer.Type);
                entry.Whole(3, offer.Vcpus);
                entry.Whole(4, offer.MemoryMiB);
            }
        }
    }

    public static Offer Read(EntryReader entry)
    {
        var offer = new Offer(0, "", 0, 0);
        while (entry.Next(out var field))
        {
            offer = field switch
            {
                1 => offer with { Override = (int)entry.Whole() },
                2 => offer with { Type = entry.Text() },
                3 => offer with { Vcpus = (int)entry.Whole() },
                4 => offer with { MemoryMiB = (int)entry.Whole() },
                _ => offer,
            };
        }

        return offer;
    }
}
