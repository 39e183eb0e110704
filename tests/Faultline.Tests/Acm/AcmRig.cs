using Faultline.Api.Acm;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.Acm;

/// <summary>
/// Certificates of a region over a store in memory. Nothing moves by itself: it looks when the test says so, at the
/// hour that the test sets.
/// </summary>
internal sealed class AcmRig
{
    private readonly Dice dice = new(5);
    private readonly Surroundings around;
    private MemoryDisk disk = new();

    public AcmRig(Timing? timing = null)
    {
        around = Surroundings.Quiet() with { Timing = timing ?? Timing.Fast };
        Open();
    }

    public Services.Acm.Acm Acm { get; private set; } = null!;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>How often it was told that a certificate became another one.</summary>
    public int Changes { get; private set; }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) => Ec2Call.Of("DescribeVpcs", account) with
    {
        Service = AcmModel.Service,
        Operation = AcmModel.Service.Operations.Single(one => one.Name == operation),
        Dice = dice,
        Now = Now,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    /// <summary>Everything that is due is done; gives when the next step is.</summary>
    public async Task<DateTimeOffset?> Settle()
    {
        for (var look = 0; look < 8; look++)
        {
            if (await Acm.Issuing.Look(Ct) is var again && again != Now)
            {
                return again;
            }
        }

        throw new InvalidOperationException("It goes round in circles.");
    }

    public async Task<string> Request(
        string domain = "example.com", Action<RequestCertificateRequest>? with = null, string account = Ec2Call.Account)
    {
        var request = new RequestCertificateRequest { DomainName = domain, ValidationMethod = ValidationMethod.Dns };
        with?.Invoke(request);
        return (await Acm.RequestCertificate(Call("RequestCertificate", account), request, Ct)).CertificateArn!;
    }

    /// <summary>One that is issued.</summary>
    public async Task<string> Issued(string domain = "example.com", Action<RequestCertificateRequest>? with = null)
    {
        var arn = await Request(domain, with);
        await Settle();
        return arn;
    }

    public async Task<string> Import(Handed given, string? over = null) => (await Acm.ImportCertificate(
        Call("ImportCertificate"), given.Request(over), Ct)).CertificateArn!;

    public async Task<CertificateDetail> Look(string arn) => (await Acm.DescribeCertificate(
        Call("DescribeCertificate"), new() { CertificateArn = arn }, Ct)).Certificate!;

    public async Task<GetCertificateResponse> Get(string arn) => await Acm.GetCertificate(
        Call("GetCertificate"), new() { CertificateArn = arn }, Ct);

    public async Task Delete(string arn) => await Acm.DeleteCertificate(
        Call("DeleteCertificate"), new() { CertificateArn = arn }, Ct);

    private void Open() => Acm = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        around)
    {
        OnChange = () => Changes++,
    };

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(AcmRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
