using Faultline.Services.Ec2.Network;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private Networks? networks;

    /// <summary>Who gets through to whom, as of now.</summary>
    public async ValueTask<INetworks> Networks()
    {
        using var held = await book.Take(CancellationToken.None);
        return networks = Network.Networks.Of(held.State, networks);
    }

    /// <summary>Groups, ACLs or routes have changed: who gets through to whom has to be asked again.</summary>
    private void TellNetworks()
    {
        doors?.Tell();
        OnChange();
    }
}
