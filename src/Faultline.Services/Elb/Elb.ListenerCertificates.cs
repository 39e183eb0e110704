using Faultline.Api.Elb;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Rules;
using Faultline.Wire;

namespace Faultline.Services.Elb;

internal sealed partial class Elb
{
    public override async ValueTask<AddListenerCertificatesOutput> AddListenerCertificates(
        Call call, AddListenerCertificatesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var listener = Secure(held.State, call, request.ListenerArn);
        CheckCertificates(call, request.Certificates);
        var more = held.State.MoreCertificates(listener.Id).Select(each => each.CertificateArn)
            .Union(request.Certificates.Select(Arn))
            .Where(arn => arn != listener.Shown.Certificates![0].CertificateArn)
            .Select(arn => new Certificate { CertificateArn = arn })
            .ToList();
        if (more.Count > Limits.CertificatesMax)
        {
            throw ElbErrors.TooManyCertificatesException(
                $"The number of certificates per listener cannot be more than '{Limits.CertificatesMax}'");
        }

        held.State.Certificates.Put(new(listener.Id, call.Account, new() { Certificates = more }));
        await held.Keep();
        balancing.Tell();
        return new()
        {
            Certificates = request.Certificates.ConvertAll(each => new Certificate
            {
                CertificateArn = each.CertificateArn,
                IsDefault = false,
            }),
        };
    }

    public override async ValueTask<RemoveListenerCertificatesOutput> RemoveListenerCertificates(
        Call call, RemoveListenerCertificatesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var listener = Secure(held.State, call, request.ListenerArn);
        var gone = request.Certificates.ConvertAll(Arn);
        if (gone.Contains(listener.Shown.Certificates![0].CertificateArn!))
        {
            throw ElbErrors.OperationNotPermittedException("The default certificate of a listener cannot be removed");
        }

        held.State.Certificates.Put(new(listener.Id, call.Account, new()
        {
            Certificates = [.. held.State.MoreCertificates(listener.Id)
                .Where(each => !gone.Contains(each.CertificateArn!))],
        }));
        await held.Keep();
        balancing.Tell();
        return new();
    }

    public override async ValueTask<DescribeListenerCertificatesOutput> DescribeListenerCertificates(
        Call call, DescribeListenerCertificatesInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var listener = Listener(held.State, call, request.ListenerArn);
        var all = (listener.Shown.Certificates ?? [])
            .Select(each => new Certificate { CertificateArn = each.CertificateArn, IsDefault = true })
            .Concat(held.State.MoreCertificates(listener.Id)
                .Select(each => new Certificate { CertificateArn = each.CertificateArn, IsDefault = false }));
        var (page, next) = Pages.Cut(
            call,
            all,
            each => $"{(each.IsDefault == true ? 0 : 1)} {each.CertificateArn}",
            request.PageSize,
            request.Marker);
        await held.Keep();
        return new() { Certificates = page, NextMarker = next };
    }

    /// <summary>Refuses certificates that a listener of the account cannot show.</summary>
    private void CheckCertificates(Call call, List<Certificate>? asked)
    {
        foreach (var arn in (asked ?? []).Select(Arn))
        {
            switch (options.Standing?.Invoke(call.Account, arn))
            {
                case CertificateStanding.Missing:
                    throw ElbErrors.CertificateNotFoundException($"Certificate '{arn}' not found");
                case CertificateStanding.Unfit:
                    throw new AwsError("UnsupportedCertificate", 400, $"The certificate '{arn}' must have a "
                        + "fully-qualified domain name, a supported signature, and a supported key size.");
            }
        }
    }

    private static Item<Listener> Secure(ElbState state, Call call, string arn) =>
        Listener(state, call, arn) is var listener && ListenerRules.IsSecure(listener.Shown.Protocol!)
            ? listener
            : throw Refusal.Invalid($"A certificate cannot be specified for {listener.Shown.Protocol} listeners");

    private static string Arn(Certificate certificate) =>
        certificate.CertificateArn ?? throw Refusal.Invalid("A certificate ARN must be specified");
}
