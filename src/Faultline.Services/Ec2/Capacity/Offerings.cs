using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Types;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// The Reserved Instances that can be bought: every type, for one or three years, in each class and way to pay, for the
/// region or one of its zones. The prices are ours: plausible by their proportions, and no price of AWS.
/// </summary>
internal static class Offerings
{
    public const long Year = 31_536_000;

    /// <summary>Three years as AWS counts them.</summary>
    public const long ThreeYears = 94_608_000;

    private const double HoursOfYear = 8760;

    private static readonly (long Duration, string Payment, double Share)[] terms =
    [
        (Year, OfferingTypeValues.NoUpfront, 0.63),
        (Year, OfferingTypeValues.PartialUpfront, 0.60),
        (Year, OfferingTypeValues.AllUpfront, 0.59),
        (ThreeYears, OfferingTypeValues.NoUpfront, 0.43),
        (ThreeYears, OfferingTypeValues.PartialUpfront, 0.40),
        (ThreeYears, OfferingTypeValues.AllUpfront, 0.38),
    ];

    /// <summary>
    /// The offerings of some types, for the region and for zones by the account's names for them. An offering has the
    /// same id for everybody.
    /// </summary>
    public static IEnumerable<ReservedInstancesOffering> Of(
        string region, IEnumerable<InstanceTypeFacts> types, IEnumerable<(string Name, string Id)?> places) =>
        from type in types
        from place in places
        from each in terms
        from kind in new[] { OfferingClassType.Standard, OfferingClassType.Convertible }
        select Of(region, type, place, each, kind);

    /// <summary>What an hour of a type costs who has reserved nothing. Ours: by its processors and its memory.</summary>
    public static double HourOf(InstanceTypeFacts type) => Round(
        ((type.Vcpus * 0.031) + (type.MemoryMiB / 1024.0 * 0.0042)) * (type.Family.IsBurstable ? 0.55 : 1)
        * (type.Family.IsArm ? 0.8 : 1));

    private static ReservedInstancesOffering Of(
        string region,
        InstanceTypeFacts type,
        (string Name, string Id)? place,
        (long Duration, string Payment, double Share) term,
        string kind)
    {
        var (duration, payment, share) = term;
        var hour = HourOf(type) * share * (kind == OfferingClassType.Convertible ? 1.13 : 1);
        var hours = HoursOfYear * duration / Year;
        var upfront = payment == OfferingTypeValues.AllUpfront ? 1
            : payment == OfferingTypeValues.PartialUpfront ? 0.5
            : 0;
        return new()
        {
            ReservedInstancesOfferingId = Id($"{region} {type.Name} {place?.Id} {duration} {payment} {kind}"),
            InstanceType = type.Name,
            Scope = place is null ? Scope.Region : Scope.AvailabilityZone,
            AvailabilityZone = place?.Name,
            AvailabilityZoneId = place?.Id,
            Duration = duration,
            OfferingType = payment,
            OfferingClass = kind,
            ProductDescription = RIProductDescription.LinuxUNIX,
            InstanceTenancy = Tenancy.Default,
            Marketplace = false,
            CurrencyCode = CurrencyCodeValues.Usd,
            FixedPrice = (float)Math.Round(hour * hours * upfront),
            UsagePrice = 0,
            RecurringCharges =
            [
                new() { Amount = Round(hour * (1 - upfront)), Frequency = RecurringChargeFrequency.Hourly },
            ],
            PricingDetails = [],
        };
    }

    private static double Round(double price) => Math.Round(price, 4);

    /// <summary>Always the same id for the same offering.</summary>
    private static string Id(string words) =>
        new Dice(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(words)))).Uuid();
}
