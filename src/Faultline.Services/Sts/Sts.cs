using Faultline.Api.Sts;
using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Sts;

/// <summary>
/// The Security Token Service: who calls, and keys that end. It keeps nothing: a session lives in its own token, so it
/// is good in every region and over every restart. README.md says what it promises and leaves out.
/// </summary>
public sealed partial class Sts(Sessions sessions) : StsApi
{
    private static CommonErrors Common => new(StsModel.Service, Protocol.Query);

    public override ValueTask<GetCallerIdentityResponse> GetCallerIdentity(
        Call call, GetCallerIdentityRequest request, CancellationToken ct) => new(new GetCallerIdentityResponse
        {
            Account = call.Principal.Account,
            Arn = call.Principal.Arn,
            UserId = call.Principal.UserId,
        });

    public override ValueTask<GetAccessKeyInfoResponse> GetAccessKeyInfo(
        Call call, GetAccessKeyInfoRequest request, CancellationToken ct) => new(new GetAccessKeyInfoResponse
        {
            Account = sessions.Ids.Account(request.AccessKeyId) ?? Keyring.AccountOf(request.AccessKeyId),
        });

    public override ValueTask<DecodeAuthorizationMessageResponse> DecodeAuthorizationMessage(
        Call call, DecodeAuthorizationMessageRequest request, CancellationToken ct) => new(
        new DecodeAuthorizationMessageResponse
        {
            DecodedMessage = sessions.Messages.Decode(call.Account, request.EncodedMessage)
                ?? throw StsErrors.InvalidAuthorizationMessageException("Message is not valid"),
        });

    /// <summary>Makes the credentials of a session, in the form of the answers.</summary>
    private Credentials Credentials(Call call, Session session)
    {
        var made = sessions.Make(session, call.Dice);
        return new()
        {
            AccessKeyId = made.AccessKey,
            SecretAccessKey = made.Secret,
            SessionToken = made.Token,
            Expiration = session.Expires,
        };
    }

    /// <summary>The answers tell whole seconds, so the session ends on one.</summary>
    private static DateTimeOffset After(Call call, TimeSpan duration) =>
        DateTimeOffset.FromUnixTimeSeconds((call.Now + duration).ToUnixTimeSeconds());
}
