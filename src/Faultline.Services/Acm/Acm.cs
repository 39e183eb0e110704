using System.Net.Security;
using System.Runtime.CompilerServices;
using Faultline.Api.Acm;
using Faultline.Kernel;
using Faultline.Services.Acm.Keeping;
using Faultline.Services.Acm.X509;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Acm;

/// <summary>
/// AWS Certificate Manager in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Acm : AcmApi, IAsyncDisposable
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly AcmBook book;
    private readonly Issuing issuing;

    /// <summary>Certificates that listeners asked for, for as long as they are what is kept.</summary>
    private readonly ConditionalWeakTable<CertificateRow, SslStreamCertificateContext> shown = [];

    public Acm(string region, Node node, RegionStore store, Surroundings around)
    {
        (this.region, this.node, this.around) = (region, node, around);
        book = new(store);
        issuing = new(region, book, node, ct => Uses(ct), () => OnChange());
    }

    /// <summary>
    /// Who shows certificates. Its turn is taken before that of the certificates, never while that is held.
    /// </summary>
    public Func<CancellationToken, ValueTask<IUses>> Uses { get; set; } = static _ => new(new Nobody());

    /// <summary>Told after a certificate became another one.</summary>
    public Action OnChange { get; set; } = static () => { };

    /// <summary>For tests that look at what is kept.</summary>
    internal AcmBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Issuing Issuing => issuing;

    public void Start() => issuing.Start();

    public ValueTask DisposeAsync() => issuing.DisposeAsync();

    /// <summary>
    /// The certificate of an ARN with its key and those that signed it, for a listener to show; null when there is
    /// none.
    /// </summary>
    public SslStreamCertificateContext? Certificate(string arn) =>
        book.Seen.GetValueOrDefault(arn) is { Material: { } material } row && !row.Is(CertificateStatus.Revoked)
            ? shown.GetValue(row, _ => Keys.Show(material))
            : null;

    /// <summary>Whether an account's listener may show it.</summary>
    public CertificateStanding Standing(string account, string arn)
    {
        if (book.Seen.GetValueOrDefault(arn) is not { } row || row.Account != account)
        {
            return CertificateStanding.Missing;
        }

        return row.Is(CertificateStatus.Issued) && row.Shown.DomainName?.Contains('.') == true
            ? CertificateStanding.Fit
            : CertificateStanding.Unfit;
    }

    private CertificateRow Find(AcmState state, Call call, string arn)
    {
        if (arn.Split(':') is not ["arn", _, "acm", var place, _, var resource]
            || !resource.StartsWith("certificate/", StringComparison.Ordinal)
            || place != region)
        {
            throw AcmErrors.InvalidArnException($"Invalid certificate ARN: {arn}");
        }

        return state.Certificates.Find(call.Account, arn) ?? throw Refusal.NotFound(arn, call.Account);
    }

    /// <summary>One that is issued, or was.</summary>
    private CertificateRow FindIssued(AcmState state, Call call, string arn) =>
        Find(state, call, arn) is var row && row.Material is null ? throw Refusal.InProgress(arn) : row;

    private static void CheckRoom(AcmState state, Call call)
    {
        if (state.Certificates.Of(call.Account).Count() >= Limits.CertificatesMax)
        {
            throw AcmErrors.LimitExceededException(
                "You have reached the maximum number of certificates. Delete certificates that are not in use, or "
                + "contact AWS Support to request an increase.");
        }
    }

    /// <summary>The users' turn is given back before the disk is waited for.</summary>
    private static async ValueTask Keep(Held<AcmState> held, IUses uses)
    {
        var kept = held.Keep();
        uses.Dispose();
        await kept;
    }

    private string NewArn(Call call) => $"arn:aws:acm:{region}:{call.Account}:certificate/{call.Dice.Uuid()}";

    /// <summary>Where nothing else is, nothing is used.</summary>
    private sealed class Nobody : IUses
    {
        public IReadOnlyList<string> Of(string arn) => [];

        public void Dispose()
        {
        }
    }
}
